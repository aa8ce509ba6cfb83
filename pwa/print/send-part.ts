import type { FileUnit } from "#contract/print-settings";
import { type PartView, partHeaders, partViewSchema, pieceBytes } from "#contract/quoting";
import { sha256Hex } from "../device/sha256.ts";
import type { Answer } from "../outbox/model.ts";
import type { Server } from "../server/server.ts";

export interface PartToSend {
  readonly partId: string;
  readonly name: string;
  readonly file: Blob;
  /** As this device reads its numbers, and the person may have said. */
  readonly unit: FileUnit;
}

/** A piece of 4 MiB on a slow phone's line. */
const pieceTimeoutMs = 120_000;
/** The server scans and checks the whole part before it answers. */
const checkTimeoutMs = 120_000;

/**
 * Brings a part to the server in pieces: what is there already is not sent again, so that it goes on after a break.
 * Answers with the part as the server sees it.
 */
export async function sendPart(
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
  const seen =
    begun.body.state === "ready"
      ? begun
      : await server.ask("POST", `${path}/complete`, { timeoutMs: checkTimeoutMs }, partViewSchema);
  if (seen.kind !== "ok" || !seen.body.check || seen.body.check.unit.unit === part.unit) return seen;
  return server.ask("PATCH", path, { json: { unit: part.unit }, timeoutMs: checkTimeoutMs }, partViewSchema);
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
