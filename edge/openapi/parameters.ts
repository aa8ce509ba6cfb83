import type * as v from "valibot";
import { workspaceHeader } from "#contract/access";
import { type Operation, takesIdempotencyKey } from "#contract/api/operation";
import { idempotencyKeyHeader, idempotencyKeySchema } from "#contract/idempotency";
import { uuidSchema } from "#contract/ids";
import type { JsonSchemas } from "./json-schemas.ts";
import { schemesFor } from "./security.ts";

type Json = Record<string, unknown>;
type Schemas = Readonly<Record<string, v.GenericSchema>>;

const namesIn = (path: string): string[] => [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? "");
const isOptional = (schema: v.GenericSchema): boolean =>
  ["optional", "exact_optional", "nullish", "undefinedable"].includes(schema.type);

const pathSchemas = ({ path, params }: Operation): Schemas =>
  Object.fromEntries(namesIn(path).map((name) => [name, params?.[name] ?? uuidSchema]));

const inWorkspace = ({ permission }: Operation): boolean =>
  permission !== null && schemesFor(permission).some((name) => name === "session" || name === "token");

/** Every schema that the parameters of an operation need. */
export const parameterSchemas = (operation: Operation): v.GenericSchema[] => [
  ...Object.values(pathSchemas(operation)),
  ...Object.values(operation.query ?? {}),
  ...Object.values(operation.headers ?? {}),
  idempotencyKeySchema,
];

export function parametersOf(schemas: JsonSchemas, operation: Operation): Json[] {
  const list = (where: "path" | "query" | "header", all: Schemas | undefined): Json[] =>
    Object.entries(all ?? {}).map(([name, schema]) => ({
      ...{ name, in: where, schema: schemas.at(schema) },
      // Whatever can be asked for in the address has a default.
      required: where === "path" || (where === "header" && !isOptional(schema)),
    }));
  return [
    ...list("path", pathSchemas(operation)),
    ...list("query", operation.query),
    ...list("header", operation.headers),
    ...(inWorkspace(operation) ? [{ $ref: "#/components/parameters/Workspace" }] : []),
    ...(takesIdempotencyKey(operation) ? [{ $ref: "#/components/parameters/IdempotencyKey" }] : []),
  ];
}

export const sharedParameters = (schemas: JsonSchemas): Json => ({
  Workspace: {
    ...{ name: workspaceHeader, in: "header", required: false, schema: schemas.at(uuidSchema) },
    description: "Act in the name of this organisation, of which one is a member. Without it: in one's own.",
  },
  IdempotencyKey: {
    ...{ name: idempotencyKeyHeader, in: "header", required: false, schema: schemas.at(idempotencyKeySchema) },
    description: "A name for this request; the same request with the same name is done once. Kept for 24 hours.",
  },
});
