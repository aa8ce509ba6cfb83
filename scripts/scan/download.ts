import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ResultName } from "#contract/job-words";
import type { JobView } from "#contract/scan";
import { ensureFolder } from "../setup/places.mjs";
import { ScanProblem } from "./problem.ts";

type Link = JobView["results"][number];

/** Fetches every result into `out`; a file stands there under its name only when its hash is right. */
export async function downloadResults(links: Link[], out: string): Promise<Partial<Record<ResultName, string>>> {
  ensureFolder(out);
  const files: Partial<Record<ResultName, string>> = {};
  for (const link of links) files[link.name] = await downloadOne(link, out);
  return files;
}

async function downloadOne(link: Link, out: string, triesLeft = 2): Promise<string> {
  const file = join(out, link.name);
  const response = await fetch(link.url);
  if (!response.ok || !response.body) {
    throw new ScanProblem("output-missing", `${link.name}: the server answered ${response.status}.`);
  }
  const hash = createHash("sha256");
  const watch = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const cutShort = await pipeline(response.body, watch, createWriteStream(`${file}.part`)).then(
    () => hash.digest("hex") !== link.sha256,
    () => true,
  );
  if (cutShort && triesLeft > 0) return downloadOne(link, out, triesLeft - 1);
  if (cutShort) throw new ScanProblem("output-missing", `${link.name} did not arrive whole.`);
  await rename(`${file}.part`, file);
  return file;
}
