import * as v from "valibot";
import type { ProblemCode } from "./problem.ts";

/**
 * As clients take problems in: a code of a newer service is a problem all the same, and the list of codes with their
 * words, which is long, is not loaded for it.
 */
const toldCodeSchema = v.pipe(v.string(), v.regex(/^[a-z0-9-]{2,60}$/)) as unknown as v.GenericSchema<ProblemCode>;

export const toldProblemSchema = v.object({
  type: v.string(),
  title: v.string(),
  status: v.pipe(v.number(), v.integer()),
  detail: v.optional(v.string()),
  code: toldCodeSchema,
  retry: v.picklist(["now", "later", "never"]),
  todo: v.string(),
  requestId: v.optional(v.string()),
});

/** Why a job failed, in views of it. */
export const toldFailureSchema = v.object({
  code: toldCodeSchema,
  stage: v.optional(v.string()),
  detail: v.string(),
  retryable: v.boolean(),
});
