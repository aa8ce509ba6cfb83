import { makeZip } from "client-zip";
import type { Context } from "hono";
import * as v from "valibot";
import { uuidSchema } from "#contract/ids";
import type { ExportView } from "#contract/privacy";
import { LinkSigner } from "../../adapters/signed-links.ts";
import { openDb } from "../../db/client.ts";
import { deleteExport, findExport, insertExport, weighScans } from "../../db/exports.ts";
import { exportLinkMs } from "../../domain/limits.ts";
import { cutExport, rangeOfPart } from "../../domain/privacy/cut-export.ts";
import { ExportPart } from "../../flows/privacy/export-entries.ts";
import type { App } from "../app-types.ts";
import { ProblemError } from "../problem-answer.ts";
import { check } from "../read-request.ts";

const pathOf = (exportId: string, part: number): string => `/files/exports/${exportId}/${part}.zip`;

export async function createExport(c: Context<App>): Promise<Response> {
  const { ownerId } = c.get("principal");
  const db = openDb(c.env.DB);
  const nowMs = Date.now();
  const { cuts, parts } = cutExport(await weighScans(db, ownerId));
  const exportId = crypto.randomUUID();
  const expiresAtMs = nowMs + exportLinkMs;
  const row = { exportId, ownerId, cuts: [...cuts], createdAtMs: nowMs, expiresAtMs };
  if (!(await insertExport(db, row))) throw new ProblemError("exports-too-many");
  const signer = new LinkSigner(c.env.LINK_SIGNING_KEY);
  const { origin } = new URL(c.req.url);
  const view: ExportView = {
    exportId,
    createdAtMs: nowMs,
    expiresAtMs,
    parts: await Promise.all(
      parts.map(async (part, i) => ({
        ...part,
        url: await signer.signView(origin, pathOf(exportId, i + 1), nowMs, expiresAtMs),
      })),
    ),
  };
  return c.json(view, 201, { "cache-control": "no-store" });
}

export async function deleteExportRoute(c: Context<App>): Promise<Response> {
  const exportId = check(uuidSchema, c.req.param("exportId"), "exportId").toLowerCase();
  await deleteExport(openDb(c.env.DB), c.get("principal").ownerId, exportId);
  return c.body(null, 204);
}

/** A part, made while it is downloaded: nothing is buffered but the piece that passes by. */
export async function getExport(c: Context<App>): Promise<Response> {
  const url = new URL(c.req.url);
  const nowMs = Date.now();
  const verdict = await new LinkSigner(c.env.LINK_SIGNING_KEY).verifyView(url, nowMs);
  if (verdict !== "ok") throw new ProblemError(verdict);
  const exportId = c.req.param("exportId") ?? "";
  const part = Number(/^(\d{1,5})\.zip$/.exec(c.req.param("file") ?? "")?.[1] ?? 0);
  const db = openDb(c.env.DB);
  const row = v.is(uuidSchema, exportId) ? await findExport(db, exportId) : undefined;
  if (!row || row.expiresAtMs <= nowMs) throw new ProblemError("link-expired", "The export was ended.");
  if (!rangeOfPart(row.cuts, part)) throw new ProblemError("not-found");
  const day = new Date(row.createdAtMs).toISOString().slice(0, 10);
  const headers = {
    "content-type": "application/zip",
    "content-disposition": `attachment; filename="caliper-${day}-${part}-of-${row.cuts.length + 1}.zip"`,
    "cache-control": "no-store",
  };
  if (c.req.method === "HEAD") return new Response(null, { headers });
  return new Response(makeZip(new ExportPart(db, c.env.FILES, row, part).entries()), { headers });
}
