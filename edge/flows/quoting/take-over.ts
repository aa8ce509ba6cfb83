import type { ProblemCode } from "#contract/problem";
import { derivedId } from "../../adapters/derived-id.ts";
import { type Db, openDb } from "../../db/client.ts";
import { copyPart, findPart, type PartRow } from "../../db/parts.ts";
import { copyReview } from "../../db/quote-reviews.ts";
import { findQuote, insertQuote, type QuoteFound, slicesOfQuote } from "../../db/quotes.ts";
import { factsOf } from "../../domain/quoting/quote-answer.ts";
import { isPayable } from "../../domain/quoting/quote-state.ts";
import { partFileKey, partGeometryKey } from "../../domain/storage-keys.ts";
import type { Env } from "../../env.ts";

export type TakenOver =
  | { readonly ok: true; readonly quoteId: string }
  | { readonly ok: false; readonly code: ProblemCode };

/**
 * A quote that a visitor of another website was given becomes the caller's own, to be ordered here: its parts are copied
 * and so is the quote, to the penny and to its last day. Twice is once.
 */
export async function takeOver(
  env: Pick<Env, "DB" | "FILES">,
  found: QuoteFound,
  ownerId: string,
  nowMs: number,
): Promise<TakenOver> {
  const db = openDb(env.DB);
  const quoteId = await derivedId("taken", ownerId, found.quoteId);
  if (await findQuote(db, quoteId)) return { ok: true, quoteId };
  if (found.visitorId === null || !isPayable(factsOf(found), nowMs)) return { ok: false, code: "quote-not-payable" };
  const lines: typeof found.asked.lines = [];
  for (const line of found.asked.lines) {
    const partId = await derivedId("taken", ownerId, line.partId);
    const code = await takePart(env, db, line.partId, partId, ownerId, nowMs);
    if (code) return { ok: false, code };
    lines.push({ ...line, partId });
  }
  const roomId = await derivedId("taken", ownerId, found.asked.roomId);
  const row = { ...found, quoteId, ownerId, visitorId: null, follows: null, createdAtMs: nowMs };
  const asked = { ...found.asked, quoteId, roomId, lines };
  const channelId = await derivedId("channel", ownerId, roomId);
  await insertQuote(db, { ...row, asked, channelId }, await slicesOfQuote(db, found.quoteId));
  if (found.decision) await copyReview(db, found.quoteId, quoteId);
  return { ok: true, quoteId };
}

/** Its files first: a part whose row is there can be read. Null: it is the caller's. */
async function takePart(
  env: Pick<Env, "FILES">,
  db: Db,
  fromId: string,
  toId: string,
  ownerId: string,
  nowMs: number,
): Promise<ProblemCode | null> {
  if (await findPart(db, toId)) return null;
  const part: PartRow | undefined = await findPart(db, fromId);
  if (part?.state !== "ready") return "not-found";
  for (const keyOf of [partFileKey, partGeometryKey]) {
    const file = await env.FILES.get(keyOf(fromId));
    if (!file) return "not-found";
    await env.FILES.put(keyOf(toId), file.body, { httpMetadata: file.httpMetadata ?? {} });
  }
  return (await copyPart(db, part, toId, ownerId, nowMs)) ? null : "limit-reached";
}
