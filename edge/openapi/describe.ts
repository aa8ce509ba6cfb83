import { allOperations, type OperationId } from "#contract/api/all";
import type { Operation } from "#contract/api/operation";
import { problemSchema } from "#contract/problem";
import { answerHeaders, answersOf } from "./answers.ts";
import { examples } from "./examples.ts";
import { JsonSchemas } from "./json-schemas.ts";
import { parameterSchemas, parametersOf, sharedParameters } from "./parameters.ts";
import { schemesFor, securitySchemes } from "./security.ts";

type Json = Record<string, unknown>;

const about = `Photos to CAD: send photos of a part, get a STEP solid and an STL.
Ids are made by the caller (random UUIDs), so that every PUT can be repeated. Problems are RFC 9457 documents with a
stable \`code\`; docs/ERRORS.md lists them. docs/API.md is the guide.`;

function bodyOf(schemas: JsonSchemas, id: OperationId, { body }: Operation): Json {
  if (!body) return {};
  if ("media" in body) return { requestBody: { required: true, content: { [body.media]: { schema: {} } } } };
  const shown = examples[id] === undefined ? {} : { example: examples[id] };
  return { requestBody: { required: true, content: { "application/json": { schema: schemas.at(body), ...shown } } } };
}

function describeOperation(schemas: JsonSchemas, id: OperationId, operation: Operation): Json {
  const { permission, summary, tag, visitors } = operation;
  return {
    ...{ operationId: id, summary, tags: [tag] },
    ...(permission === null ? {} : { description: `Needs the permission \`${permission}\`.` }),
    security: permission === null ? [] : schemesFor(permission, visitors).map((name) => ({ [name]: [] })),
    parameters: parametersOf(schemas, operation),
    ...bodyOf(schemas, id, operation),
    responses: answersOf(schemas, operation),
  };
}

function wantAll(schemas: JsonSchemas, all: readonly Operation[]): void {
  schemas.want(problemSchema);
  for (const operation of all) {
    const bodies = [operation.body, ...Object.values(operation.answers)];
    for (const body of bodies) if (body && !("media" in body)) schemas.want(body);
    for (const schema of parameterSchemas(operation)) schemas.want(schema);
  }
}

/** The OpenAPI 3.1 description of the public API, made from the contract. */
export function describeApi(origin: string, version: string): Json {
  const all = Object.entries<Operation>(allOperations) as [OperationId, Operation][];
  const schemas = new JsonSchemas();
  wantAll(
    schemas,
    all.map(([, operation]) => operation),
  );
  const paths: Record<string, Json> = {};
  for (const [id, operation] of all) {
    const item = paths[operation.path] ?? {};
    item[operation.method] = describeOperation(schemas, id, operation);
    paths[operation.path] = item;
  }
  const parameters = sharedParameters(schemas);
  return {
    openapi: "3.1.0",
    info: { title: "Caliper", version, description: about },
    servers: [{ url: `${origin}/api/v1` }],
    tags: [...new Set(all.map(([, { tag }]) => tag))].map((name) => ({ name })),
    paths,
    components: {
      ...{ securitySchemes, headers: answerHeaders, parameters },
      schemas: schemas.components([paths, parameters]),
    },
  };
}
