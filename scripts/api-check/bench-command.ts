// npm run bench:api [-- --seconds 900 --examples 200 --seed N]: the same check as in the tests, for as long as it is given.
import { parseArgs } from "node:util";
import { runPart } from "../test/test-command.ts";
import { checkApi } from "./check-api.ts";
import { startEdge } from "./live-edge.ts";

export default async function benchApi(args: string[]): Promise<number> {
  const options = { seconds: { type: "string" }, examples: { type: "string" }, seed: { type: "string" } } as const;
  const { values } = parseArgs({ args, options });
  const number = (text: string | undefined, usual: number): number => {
    const value = text === undefined ? usual : Number(text);
    if (!Number.isInteger(value) || value < 1) throw new TypeError(`${text} is not a number above zero.`);
    return value;
  };
  const budget = {
    maxExamples: number(values.examples, 100),
    maxSeconds: number(values.seconds, 900),
    phases: "examples,coverage,fuzzing,stateful",
    ...(values.seed === undefined ? {} : { seed: number(values.seed, 1) }),
  };
  const edge = await startEdge();
  try {
    const part = { name: "bench:api", title: "the API against its description", run: () => checkApi(edge, budget) };
    return (await runPart(part)).failures.length ? 1 : 0;
  } finally {
    await edge.stop();
  }
}
