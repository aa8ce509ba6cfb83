import type { Context } from "hono";
import { runBatch } from "../../db/batch.ts";
import { openDb } from "../../db/client.ts";
import { revokeLinksSql } from "../../db/links.ts";
import type { App } from "../app-types.ts";

export async function revokeLinks(c: Context<App>): Promise<Response> {
  await runBatch(openDb(c.env.DB), revokeLinksSql(c.get("principal").ownerId, Date.now()));
  return c.body(null, 204);
}
