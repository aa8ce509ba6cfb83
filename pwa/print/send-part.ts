import type { FileUnit } from "#contract/print-settings";
import { type PartView, partHeaders, partViewSchema, pieceBytes } from "#contract/quoting";
import { sha256Hex } from "../device/sha256.ts";
import type { Answer } from "../outbox/model.ts";
import type { Server } from "../server/server.ts";
import type { FromScan } from "./parts-state.ts";

export interface PartToSend {
  readonly partId: string;
  readonly name: string;
  readonly file: Blob;
  /** Of which result it is: then nothing is sent. */
  readonly fromScan?: FromScan | null;
  /** As this device reads its numbers, and the person may have said; null: as the server reads them. */
  readonly unit: FileUnit | null;
}

/** A piece of 4 MiB on a slow phone's line. */
const pieceTimeoutMs = 120_000;
/** The server scans and checks the whole part before it answers. */
const checkTimeoutMs = 120_000;
/** The worker may have to be started first, and is asked up to three times. */
const preparingMaxMs = 15 * 60_000;
const askAgainMs = 1_500;
/** The scan is not there for this person, was deleted, or kept no STL. */
const fileGone = new Set(["not-found", "scan-deleted", "scan-not-printable"]);

/** Brings a part to the server, once. Answers with the part as the server sees it. */
export async function sendPart(
  server: Pick<Server, "ask">,
  part: PartToSend,
  onShare: (share: number) => void,
  pause: Pause = pauseOf,
): Promise<Answer<PartView>> {
  const taken = part.fromScan && (await takeFromScan(server, part.partId, part.fromScan));
  const seen = await untilPrepared(server, taken ?? (await sendFile(server, part, onShare)), pause);
  if (seen.kind !== "ok" || !seen.body.check || part.unit === null || seen.body.check.unit.unit === part.unit)
    return seen;
  const json = { unit: part.unit };
  return server.ask("PATCH", `/parts/${part.partId}`, { json, timeoutMs: checkTimeoutMs }, partViewSchema);
}

type Pause = (ms: number) => Promise<void>;
const pauseOf: Pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** STEP and holes go to the server's worker first, which takes seconds. A network that is away meanwhile is waited for. */
async function untilPrepared(
  server: Pick<Server, "ask">,
  seen: Answer<PartView>,
  pause: Pause,
): Promise<Answer<PartView>> {
  let last = seen;
  if (seen.kind !== "ok") return seen;
  for (let waitedMs = 0; waitedMs < preparingMaxMs; waitedMs += askAgainMs) {
    if (last.kind === "problem" || (last.kind === "ok" && last.body.state !== "preparing")) return last;
    await pause(askAgainMs);
    last = await server.ask("GET", `/parts/${seen.body.partId}`, {}, partViewSchema);
  }
  return last;
}

/** The server's own file of the scan. Null: it has none (any more), and the one on this device is sent. */
async function takeFromScan(
  server: Pick<Server, "ask">,
  partId: string,
  { scanId, jobId }: FromScan,
): Promise<Answer<PartView> | null> {
  const json = { partId, scanId, jobId };
  const answer = await server.ask("POST", "/parts/from-scan", { json, timeoutMs: checkTimeoutMs }, partViewSchema);
  return answer.kind === "problem" && fileGone.has(answer.problem.code) ? null : answer;
}

/** In pieces: what is there already is not sent again, so that it goes on after a break. */
async function sendFile(
  server: Pick<Server, "ask">,
  part: PartToSend,
  onShare: (share: number) => void,
): Promise<Answer<PartView>> {
  const path = `/parts/${part.partId}`;
  const sha256 = await sha256Hex(await part.file.arrayBuffer());
  const json = { fileName: part.name.slice(0, 200), bytes: part.file.size, sha256 };
  const begun = await server.ask("PUT", path, { json }, partViewSchema);
  if (begun.kind !== "ok") return begun;
  if (begun.body.state === "receiving") {
    const refused = await sendPieces(server, part, path, new Set(begun.body.pieces), onShare);
    if (refused) return refused;
  }
  return begun.body.state === "ready"
    ? begun
    : server.ask("POST", `${path}/complete`, { timeoutMs: checkTimeoutMs }, partViewSchema);
}

/** Null: all are there. */
async function sendPieces(
  server: Pick<Server, "ask">,
  { file }: PartToSend,
  path: string,
  here: ReadonlySet<number>,
  onShare: (share: number) => void,
): Promise<Exclude<Answer<never>, { kind: "ok" }> | null> {
  const count = Math.ceil(file.size / pieceBytes);
  for (let piece = 0; piece < count; piece += 1) {
    onShare(piece / count);
    if (here.has(piece)) continue;
    const bytes = await file.slice(piece * pieceBytes, (piece + 1) * pieceBytes).arrayBuffer();
    const headers = { [partHeaders.sha256]: await sha256Hex(bytes) };
    const sent = await server.ask("PUT", `${path}/pieces/${piece}`, { bytes, headers, timeoutMs: pieceTimeoutMs });
    if (sent.kind !== "ok") return sent;
  }
  onShare(1);
  return null;
}
