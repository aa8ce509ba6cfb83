// The public API as a stranger meets it: its guide is followed, and its description held against a living edge.
import { checkApi } from "../../api-check/check-api.ts";
import { runGuide } from "../../api-check/guide.ts";
import { startEdge } from "../../api-check/live-edge.ts";
import { type Outcome, together } from "../part.ts";

/** A first look at every operation; `npm run bench:api` takes its time. */
const budget = { maxExamples: 4, maxSeconds: 45, phases: "examples,coverage,fuzzing" };

export async function publicApi(): Promise<Outcome> {
  const edge = await startEdge();
  const stop = () => void edge.stop();
  process.once("exit", stop);
  try {
    return together([await runGuide(edge.url), await checkApi(edge, budget)]);
  } finally {
    process.removeListener("exit", stop);
    await edge.stop();
  }
}
