import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { keyScopes } from "#contract/access";
import { allOperations } from "#contract/api/all";
import { root } from "../setup/places.mjs";
import { shellBlocks } from "./guide.ts";

const guide = readFileSync(join(root, "docs/API.md"), "utf8");

test("only blocks marked sh are run", () => {
  expect(shellBlocks("a\n```sh\none\n```\n```json\n{}\n```\n```sh\ntwo\nthree\n```\n")).toEqual([
    "one\n",
    "two\nthree\n",
  ]);
  expect(shellBlocks(guide).length).toBeGreaterThan(5);
});

test("addresses that the guide names are there", () => {
  const known = new Set(Object.values(allOperations).map(({ path }) => path.replaceAll(/\{\w+\}/g, "*")));
  const named = [...guide.matchAll(/\$API(\/[^\s"'`?]*)/g)].map(([, path = ""]) =>
    path.replaceAll(/\$\(uuid\)|\$[A-Z]+/g, "*"),
  );
  expect(named.length).toBeGreaterThan(8);
  expect(named.filter((path) => !known.has(path as never))).toEqual([]);
});

test("every scope of a key is named", () => {
  for (const scope of keyScopes) expect(guide).toContain(`\`${scope}\``);
});
