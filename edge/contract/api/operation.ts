import type * as v from "valibot";
import type { Permission } from "../access.ts";
import type { ProblemCode } from "../problem.ts";

/** What one answer of an operation carries: JSON of a schema, another media type, or nothing. */
export type AnswerBody = v.GenericSchema | { readonly media: string } | null;

/**
 * One operation of the public API: routes are made from it, the OpenAPI description is, and the authorisation matrix.
 * Paths as in OpenAPI, below /api/v1. `permission` null: for anybody.
 */
export interface Operation {
  readonly method: "get" | "put" | "post" | "patch" | "delete";
  readonly path: `/${string}`;
  readonly permission: Permission | null;
  /** Open to visitors of other websites, by a publishable key and from its origins; no other operation is. */
  readonly visitors?: true;
  readonly tag: string;
  readonly summary: string;
  /** Path parameters are UUIDs unless named here. */
  readonly params?: Readonly<Record<string, v.GenericSchema>>;
  readonly query?: Readonly<Record<string, v.GenericSchema>>;
  readonly headers?: Readonly<Record<string, v.GenericSchema>>;
  /** A JSON body's schema, or the media type of another body. */
  readonly body?: v.GenericSchema | { readonly media: string };
  readonly answers: Readonly<Record<number, AnswerBody>>;
  /** Beyond those that every operation can answer. */
  readonly problems: readonly ProblemCode[];
}

/** Whether an Idempotency-Key counts: POSTs of a known caller, but for uploads. */
export const takesIdempotencyKey = ({ method, permission, body }: Operation): boolean =>
  method === "post" && permission !== null && !(body && "media" in body);

export const operations = <const O extends Readonly<Record<string, Operation>>>(all: O): O => all;
