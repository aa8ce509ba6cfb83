import { Validator } from "@seriousme/openapi-schema-validator";
import * as v from "valibot";
import { expect, test } from "vitest";
import { allOperations, type OperationId } from "#contract/api/all";
import type { Operation } from "#contract/api/operation";
import { problems } from "#contract/problem";
import { problemsOf } from "../edge/openapi/answers.ts";
import { describeApi } from "../edge/openapi/describe.ts";
import { examples } from "../edge/openapi/examples.ts";

type Content = { content?: Record<string, { schema: object }> };
type Described = { requestBody?: Content; responses: Record<string, Content>; security: object[] };
const description = describeApi("https://caliper.example", "0.0.0") as {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, object> };
};
const all = Object.entries<Operation>(allOperations);

test("the description is valid OpenAPI 3.1", async () => {
  const validator = new Validator();
  const verdict = await validator.validate(structuredClone(description));
  expect(verdict.errors ?? []).toEqual([]);
  expect([verdict.valid, validator.version]).toEqual([true, "3.1"]);
});

test("every operation is described, with each of its answers and problems", () => {
  for (const [id, operation] of all) {
    const described = description.paths[operation.path]?.[operation.method];
    const expected = new Set([
      ...Object.keys(operation.answers),
      ...problemsOf(operation).map((code) => String(problems[code].status)),
    ]);
    expect(Object.keys(described?.responses ?? {}).toSorted(), id).toEqual([...expected].toSorted());
    expect(described?.security.length === 0, id).toBe(operation.permission === null);
  }
});

test("every reference leads somewhere, and nothing lies there unused", () => {
  const text = JSON.stringify(description);
  const reached = new Set([...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((m) => m[1]));
  expect([...reached].toSorted()).toEqual(Object.keys(description.components.schemas).toSorted());
  expect(text).not.toContain("#/$defs/");
  expect(reached).toContain("ScanView");
});

test("every body and answer has its name in the contract, so that it is described once", () => {
  // A module of the contract that operations use belongs into openapi/contract-schemas.ts.
  const unnamed = all.flatMap(([id, operation]) => {
    const described = description.paths[operation.path]?.[operation.method];
    const contents = [described?.requestBody, ...Object.values(described?.responses ?? {})].map(
      (part) => part?.content,
    );
    const schemas = contents.flatMap((content) => content?.["application/json"]?.schema ?? []);
    const written = operation.answers[200] && "media" in operation.answers[200] ? [] : schemas;
    return written.filter((schema) => !("$ref" in schema)).map(() => id);
  });
  expect(unnamed).toEqual([]);
});

test("the examples are of the documented form", () => {
  for (const [id, example] of Object.entries(examples)) {
    const operation: Operation | undefined = allOperations[id as OperationId];
    const { body } = operation ?? {};
    if (!body || "media" in body) throw new Error(`${id} has no JSON body`);
    expect(v.safeParse(body, example).issues ?? [], id).toEqual([]);
  }
});

test("lists are paged alike: limit and cursor go in, nextCursor comes out", () => {
  for (const [id, { query, answers }] of all) {
    const list = answers[200];
    const pages = list && "entries" in list && "nextCursor" in (list.entries as object);
    const asked = ["limit", "cursor"].filter((name) => query?.[name]);
    expect(asked, id).toEqual(pages ? ["limit", "cursor"] : []);
  }
});

test("no path is described twice, and none begins like another operation's parameter", () => {
  const seen = new Set(all.map(([, { method, path }]) => `${method} ${path.replaceAll(/\{\w+\}/g, "{}")}`));
  expect(seen.size).toBe(all.length);
});
