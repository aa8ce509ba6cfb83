// A reporter for node:test: one JSON line per finished test, for the counts at the end of `npm test`.
import { inspect } from "node:util";

/** @param {AsyncIterable<{type: string, data: any}>} source */
export default async function* report(source) {
  for await (const { type, data } of source) {
    if (type !== "test:pass" && type !== "test:fail") continue;
    // A file is reported as a test of its own; only what stands in it counts, unless it could not be loaded.
    const isFile = data.details?.type === "suite" || (data.nesting === 0 && data.name === data.file);
    if (isFile && type === "test:pass") continue;
    const error = data.details?.error;
    const text = error ? inspect(error.cause ?? error) : "";
    yield `${JSON.stringify({ name: data.name, file: data.file, ok: type === "test:pass", error: text })}\n`;
  }
}
