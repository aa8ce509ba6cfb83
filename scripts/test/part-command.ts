// `npm run lint` and the like: one part of `npm test` alone.
import { allParts } from "./all-parts.ts";
import { runPart } from "./test-command.ts";

export default async function runOne(_args: string[], name: string): Promise<number> {
  const part = allParts.find((candidate) => candidate.name === name);
  if (!part) throw new Error(`there is no part ${name}`);
  const { failures } = await runPart(part);
  return failures.length ? 1 : 0;
}
