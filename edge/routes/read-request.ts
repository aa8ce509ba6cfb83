import type { Context } from "hono";
import * as v from "valibot";
import { openDb } from "../db/client.ts";
import { ownerOfDevice } from "../db/owners.ts";
import { findScan, findTombstone, type ScanRow } from "../db/scans.ts";
import type { App } from "./app-types.ts";
import { ProblemError } from "./problem-answer.ts";

const jsonBytesMax = 128 * 1024;

/** The JSON body in its documented form; extra fields are dropped. */
export async function readJson<S extends v.GenericSchema>(c: Context<App>, schema: S): Promise<v.InferOutput<S>> {
  if (Number(c.req.header("content-length") ?? 0) > jsonBytesMax)
    throw new ProblemError("request-invalid", "The body is too long.");
  const text = await c.req.text();
  if (text.length > jsonBytesMax) throw new ProblemError("request-invalid", "The body is too long.");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ProblemError("request-invalid", "The body is not JSON.");
  }
  return check(schema, value, "body");
}

export function check<S extends v.GenericSchema>(schema: S, value: unknown, where: string): v.InferOutput<S> {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return parsed.output;
  const issues = parsed.issues.slice(0, 5).map((i) => `${v.getDotPath(i) ?? where}: ${i.message}`);
  throw new ProblemError("request-invalid", issues.join("; ").slice(0, 800));
}

/** Who visits, where that is all the caller is; their parts and quotes are told from the owner's, and each other's, by it. */
export function visitorOf(c: Context<App>): string | null {
  const { actor } = c.get("principal");
  return actor.kind === "visitor" ? actor.visitorId : null;
}

/** Whether that is the caller; a visitor is only what was made by the same visitor. A device may have become that account's while its request was under way. */
export async function isCaller(c: Context<App>, ownerId: string, visitorId: string | null = null): Promise<boolean> {
  const { actor, ownerId: caller } = c.get("principal");
  if (actor.kind === "visitor") return ownerId === caller && visitorId === actor.visitorId;
  if (ownerId === caller) return true;
  return actor.kind === "device" && (await ownerOfDevice(openDb(c.env.DB), actor.tokenSha256)) === ownerId;
}

/** The caller's own scan. Somebody else's is as if it were not there. */
export async function ownScan(c: Context<App>, scanId: string): Promise<ScanRow> {
  const db = openDb(c.env.DB);
  const scan = await findScan(db, scanId);
  if (scan && (await isCaller(c, scan.ownerId))) return scan;
  const stone = scan ? undefined : await findTombstone(db, scanId);
  throw new ProblemError(stone && (await isCaller(c, stone.ownerId)) ? "scan-deleted" : "not-found");
}
