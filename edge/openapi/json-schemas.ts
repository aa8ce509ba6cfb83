import { type JsonSchema, toJsonSchemaDefs } from "@valibot/to-json-schema";
import type * as v from "valibot";
import { contractSchemas } from "./contract-schemas.ts";

const refTo = (name: string): string => `#/components/schemas/${name}`;

/**
 * JSON Schema of Valibot's: what has a name in the contract becomes a component, once; all else stands where it is used.
 * Rules that JSON Schema cannot say (a check across fields) are left out: the answer to a breach is `request-invalid`.
 */
export class JsonSchemas {
  private readonly names = contractSchemas();
  private readonly loose = new Map<v.GenericSchema, string>();
  private made: Record<string, JsonSchema> | null = null;

  /** Says that this schema will be needed; all are made at once. */
  want(schema: v.GenericSchema): void {
    if (!this.names.has(schema) && !this.loose.has(schema)) this.loose.set(schema, `loose ${this.loose.size}`);
  }

  /** The schema as it stands at its place: a reference, or written out. */
  at(schema: v.GenericSchema): JsonSchema {
    const name = this.names.get(schema);
    if (name !== undefined) return { $ref: refTo(name) };
    return this.all()[this.loose.get(schema) ?? ""] ?? {};
  }

  /** Named schemas that the given description reaches. */
  components(root: unknown): Record<string, JsonSchema> {
    const reached = new Map<string, JsonSchema>();
    const open = references(root);
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (reached.has(name)) continue;
      const schema = this.all()[name] ?? {};
      reached.set(name, schema);
      open.push(...references(schema));
    }
    return Object.fromEntries([...reached].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  private all(): Record<string, JsonSchema> {
    this.made ??= toJsonSchemaDefs(
      Object.fromEntries([...this.names, ...this.loose].map(([schema, name]) => [name, schema])),
      {
        ...{ target: "draft-2020-12", typeMode: "input", errorMode: "ignore" },
        overrideRef: ({ referenceId }) => refTo(referenceId),
        overrideAction: ({ jsonSchema }) => asciiDigits(jsonSchema),
      },
    );
    return this.made;
  }
}

/** In JavaScript \d means ten digits; in other languages' regular expressions it means those of every script. */
function asciiDigits(schema: JsonSchema): JsonSchema | null {
  if (!schema.pattern?.includes("\\d")) return null;
  return { ...schema, pattern: schema.pattern.replaceAll("\\d", "[0-9]") };
}

const schemaNamed = (ref: string): string[] => (ref.startsWith(refTo("")) ? [ref.slice(refTo("").length)] : []);

function references(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(references);
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === "$ref" && typeof value === "string" ? schemaNamed(value) : references(value),
  );
}
