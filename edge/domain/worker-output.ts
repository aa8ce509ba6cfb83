import * as v from "valibot";
import { type WorkerOutput, workerOutputSchema } from "#contract/job";
import type { ResultName } from "#contract/job-words";

const solidNeeds: readonly ResultName[] = ["part.step", "part.stl", "report.json"];

/** The worker's answer if it is one, is of this attempt, and names the files that its label promises; else null. */
export function readOutput(value: unknown, jobId: string, attempt: number): WorkerOutput | null {
  const parsed = v.safeParse(workerOutputSchema, value);
  if (!parsed.success) return null;
  const output = parsed.output;
  if (output.jobId !== jobId || output.attempt !== attempt) return null;
  const names = new Set(output.files.map((f) => f.name));
  if (names.size !== output.files.length) return null;
  if (output.label === "failed") return output.failure ? output : null;
  return output.failure === null && solidNeeds.every((n) => names.has(n)) ? output : null;
}
