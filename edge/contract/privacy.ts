import * as v from "valibot";
import { instantMsSchema, uuidSchema } from "./ids.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Leave to download everything: one or more zips, made while they are downloaded. */
export const exportViewSchema = v.object({
  exportId: uuidSchema,
  createdAtMs: instantMsSchema,
  expiresAtMs: instantMsSchema,
  /** The first has the records; each has the files of its scans. */
  parts: v.array(
    v.object({
      /** Signed, expiring, ended by deleting the export. */
      url: v.string(),
      files: count,
      bytes: count,
    }),
  ),
});
export type ExportView = v.InferOutput<typeof exportViewSchema>;

/** The last entry of each zip: what is in it, so that it can be checked. */
export const exportContentsSchema = v.object({
  exportId: uuidSchema,
  part: count,
  parts: count,
  files: v.array(v.object({ path: v.string(), bytes: count, sha256: v.string() })),
  /** Listed in the records, but no longer there. */
  missing: v.array(v.string()),
});
export type ExportContents = v.InferOutput<typeof exportContentsSchema>;

/** `DELETE /privacy/account`: there is no way back. */
export const eraseSchema = v.object({ confirm: v.literal("erase") });

export const erasureViewSchema = v.object({
  ownerId: v.string(),
  askedAtMs: instantMsSchema,
  /** Null while it is under way; nothing of it can be reached any more. */
  endedAtMs: v.nullable(instantMsSchema),
});
export type ErasureView = v.InferOutput<typeof erasureViewSchema>;
