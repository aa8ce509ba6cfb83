import { and, eq } from "drizzle-orm";
import { manifestName, stateName, type WorkerInput } from "#contract/job";
import { resultNames } from "#contract/job-words";
import type { Rebuild } from "#contract/rebuild";
import { filePath, LinkSigner } from "../adapters/signed-links.ts";
import { type Db, openDb } from "../db/client.ts";
import { type JobRow, loadJob } from "../db/jobs.ts";
import { photos, scans } from "../db/schema.ts";
import { workerLinkMs } from "../domain/limits.ts";
import { photoKey, resultKey } from "../domain/storage-keys.ts";
import type { Env } from "../env.ts";

/** What the worker is told: links for each object, nothing secret. Null when the scan, or what is to be rebuilt, is gone. */
export async function buildWorkerInput(
  env: Pick<Env, "DB" | "LINK_SIGNING_KEY" | "PUBLIC_ORIGIN">,
  row: JobRow,
  attempt: number,
  progressUrl: string,
  nowMs: number,
): Promise<WorkerInput | null> {
  const db = openDb(env.DB);
  const [scanRows, photoRows] = await db.batch([
    db.select({ name: scans.name }).from(scans).where(eq(scans.scanId, row.scanId)),
    db
      .select()
      .from(photos)
      .where(and(eq(photos.scanId, row.scanId))),
  ]);
  const byId = new Map(photoRows.map((p) => [p.photoId, p]));
  const meant = row.photoIds.map((id) => byId.get(id));
  const scan = scanRows[0];
  if (!scan || meant.some((p) => p === undefined)) return null;
  const signer = new LinkSigner(env.LINK_SIGNING_KEY);
  const expiresAtMs = nowMs + workerLinkMs;
  const link = (verb: "GET" | "PUT", key: string) => signer.sign(verb, env.PUBLIC_ORIGIN, filePath(key), expiresAtMs);
  const rebuild = await rebuildTask(db, row.rebuild, (key) => link("GET", key));
  if (row.rebuild && !rebuild) return null;
  const names = [...resultNames, manifestName] as const;
  const puts = await Promise.all(
    names.map(async (n) => [n, await link("PUT", resultKey(row.jobId, attempt, n))] as const),
  );
  return {
    schema: 1,
    jobId: row.jobId,
    attempt,
    scanName: scan.name,
    options: row.options,
    photos: await Promise.all(
      meant.map(async (p) => {
        const { photoId, pass, name, sha256, bytes } = p as NonNullable<typeof p>;
        return { photoId, pass, name, sha256, bytes, url: await link("GET", photoKey(row.scanId, sha256)) };
      }),
    ),
    rebuild,
    results: Object.fromEntries(puts) as WorkerInput["results"],
    progressUrl,
  };
}

/** With a link to the state of the result it begins from; null where there is none. */
async function rebuildTask(
  db: Db,
  rebuild: Rebuild | null,
  linkTo: (key: string) => Promise<string>,
): Promise<WorkerInput["rebuild"]> {
  if (!rebuild) return null;
  const { jobId, attempt } = rebuild.of;
  const from = await loadJob(db, jobId);
  const file = from?.job.winner === attempt ? from.job.output?.files.find((f) => f.name === stateName) : undefined;
  if (!file) return null;
  const url = await linkTo(resultKey(jobId, attempt, stateName));
  return { ...rebuild, state: { sha256: file.sha256, bytes: file.bytes, url } };
}
