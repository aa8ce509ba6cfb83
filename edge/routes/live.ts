import type { Context } from "hono";
import { roomOf } from "../adapters/room.ts";
import { LinkSigner } from "../adapters/signed-links.ts";
import { openDb } from "../db/client.ts";
import { findScan } from "../db/scans.ts";
import type { App } from "./app-types.ts";
import { ProblemError } from "./problem-answer.ts";
import { scanIdOf } from "./scans.ts";

/** Browsers cannot send a token when they open a WebSocket: the link's signature stands for it. */
export async function openLive(c: Context<App>): Promise<Response> {
  const scanId = scanIdOf(c);
  const verdict = await new LinkSigner(c.env.LINK_SIGNING_KEY).verify("LIVE", new URL(c.req.url), Date.now());
  if (verdict !== "ok") throw new ProblemError(verdict);
  if (c.req.header("upgrade")?.toLowerCase() !== "websocket")
    throw new ProblemError("request-invalid", "Open it as a WebSocket.");
  if (!(await findScan(openDb(c.env.DB), scanId))) throw new ProblemError("scan-deleted");
  return roomOf(c.env, scanId).fetch(c.req.raw);
}
