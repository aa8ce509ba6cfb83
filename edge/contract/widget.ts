import * as v from "valibot";
import { publishableKeySchema } from "./access.ts";
import { instantMsSchema, uuidSchema } from "./ids.ts";

/** Publishable keys: with them the quote widget works in other websites' pages. */

/** Scheme, host and port, nothing behind them; written as browsers write it when it is kept. */
export const originSchema = v.pipe(v.string(), v.trim(), v.maxLength(200), v.regex(/^https?:\/\/[^\s/?#@*]+\/?$/i));
export const originsMax = 20;
const originsSchema = v.pipe(v.array(originSchema), v.minLength(1), v.maxLength(originsMax));
const nameSchema = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(80));

export const widgetKeyRequestSchema = v.object({ name: nameSchema, origins: originsSchema });
export const widgetKeyPatchSchema = v.object({ name: v.optional(nameSchema), origins: v.optional(originsSchema) });
export const widgetKeyViewSchema = v.object({
  keyId: uuidSchema,
  name: v.string(),
  /** Whole, always: it is public. */
  key: publishableKeySchema,
  origins: v.array(v.string()),
  createdAtMs: instantMsSchema,
  lastUsedAtMs: v.nullable(instantMsSchema),
  revokedAtMs: v.nullable(instantMsSchema),
});
export type WidgetKeyView = v.InferOutput<typeof widgetKeyViewSchema>;
export const widgetKeyListSchema = v.object({ keys: v.array(widgetKeyViewSchema) });
