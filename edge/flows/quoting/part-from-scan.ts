import { openDb } from "../../db/client.ts";
import { loadJob } from "../../db/jobs.ts";
import { findPart, type PartRow } from "../../db/parts.ts";
import { partFileKey, resultKey } from "../../domain/storage-keys.ts";
import { type PartEnv, preparePart } from "./prepare-part.ts";
import { openPart, type Received } from "./receive-part.ts";

const stlName = "part.stl";

export interface ScanAsked {
  readonly partId: string;
  readonly ownerId: string;
  readonly scanId: string;
  readonly scanName: string;
  readonly jobId: string;
}

/** "Print this": the scan's own STL becomes a part, from bucket to bucket. */
export async function partFromScan(env: PartEnv, asked: ScanAsked, nowMs: number): Promise<Received<PartRow>> {
  const stored = await loadJob(openDb(env.DB), asked.jobId);
  const { winner, output } = stored?.job ?? {};
  const file = output?.files.find(({ name }) => name === stlName);
  if (!stored || stored.row.scanId !== asked.scanId || !winner || !file) {
    return { ok: false, code: "scan-not-printable" };
  }
  const put = { ...asked, fileName: `${asked.scanName.slice(0, 190)}.stl`, bytes: file.bytes, sha256: file.sha256 };
  const opened = await openPart(env, put, asked.jobId, nowMs);
  if (!opened.ok || opened.value.state === "ready" || opened.value.state === "refused") return opened;
  const object = await env.FILES.get(resultKey(asked.jobId, winner, stlName));
  if (!object) return { ok: false, code: "scan-not-printable", detail: "Its files were deleted." };
  await env.FILES.put(partFileKey(asked.partId), object.body, { sha256: file.sha256 });
  const judged = (await preparePart(env, opened.value)) ?? (await findPart(openDb(env.DB), asked.partId));
  return judged ? { ok: true, value: judged } : { ok: false, code: "not-found" };
}
