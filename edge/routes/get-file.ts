import type { Context } from "hono";
import type { ProblemCode } from "#contract/problem";
import { LinkSigner } from "../adapters/signed-links.ts";
import { openDb } from "../db/client.ts";
import { linksRevokedAtMs } from "../db/links.ts";
import { parseRange } from "../domain/byte-range.ts";
import { parseKey, type StoredObject } from "../domain/storage-keys.ts";
import type { App } from "./app-types.ts";
import { ProblemError } from "./problem-answer.ts";

const mediaTypes: Record<string, string> = {
  "part.step": "model/step",
  "part.stl": "model/stl",
  "part.3mf": "model/3mf",
  "part.glb": "model/gltf-binary",
  "dimensions.csv": "text/csv; charset=utf-8",
  "report.json": "application/json",
  "preview.png": "image/png",
  "manifest.json": "application/json",
};

/** The key behind a genuine, unexpired link to read (or write) it, which its owner has not ended. */
export async function keyOfLink(c: Context<App>, verb: "GET" | "PUT"): Promise<{ key: string; object: StoredObject }> {
  const url = new URL(c.req.url);
  const signer = new LinkSigner(c.env.LINK_SIGNING_KEY);
  const issuedAtMs = verb === "GET" ? signer.issuedAtMs(url) : null;
  const ofPerson = issuedAtMs !== null;
  const verdict: ProblemCode | "ok" = await (ofPerson
    ? signer.verifyView(url, Date.now())
    : signer.verify(verb, url, Date.now()));
  if (verdict !== "ok") throw new ProblemError(verdict);
  const key = url.pathname.slice("/files/".length);
  const object = parseKey(key);
  if (!object) throw new ProblemError("not-found");
  if (ofPerson) await refuseEnded(c, object, issuedAtMs);
  return { key, object };
}

/** Signing out everywhere, or asking for it, ends the links a person was given; deleting the scan ends them at once. */
async function refuseEnded(c: Context<App>, object: StoredObject, issuedAtMs: number): Promise<void> {
  const revokedAtMs = await linksRevokedAtMs(openDb(c.env.DB), object);
  if (revokedAtMs === null) throw new ProblemError("not-found");
  if (issuedAtMs <= revokedAtMs) throw new ProblemError("link-expired", "It was ended by its owner.");
}

/** GET and HEAD of a signed link: whole or a range, revalidated by ETag, as a download unless `?inline=1`. */
export async function getFile(c: Context<App>): Promise<Response> {
  const { key, object } = await keyOfLink(c, "GET");
  const head = await c.env.FILES.head(key);
  if (!head) throw new ProblemError("not-found");
  const headers = fileHeaders(head, object, c.req.query("inline") === "1");
  if (matches(c.req.header("if-none-match"), head.httpEtag)) return new Response(null, { status: 304, headers });
  const ifRange = c.req.header("if-range");
  const range = ifRange && ifRange !== head.httpEtag ? null : parseRange(c.req.header("range") ?? null, head.size);
  if (range === "unsatisfiable")
    throw new ProblemError("range-not-satisfiable", undefined, { "content-range": `bytes */${head.size}` });
  headers.set("content-length", String(range ? range.length : head.size));
  if (range) headers.set("content-range", `bytes ${range.offset}-${range.offset + range.length - 1}/${head.size}`);
  const status = range ? 206 : 200;
  if (c.req.method === "HEAD") return new Response(null, { status, headers });
  const found = await c.env.FILES.get(key, range ? { range } : {});
  if (!found) throw new ProblemError("not-found");
  return new Response(found.body, { status, headers });
}

function fileHeaders(head: R2Object, object: StoredObject, inline: boolean): Headers {
  const name = object.kind === "result" ? object.name : object.sha256;
  return new Headers({
    "content-type": mediaTypes[name] ?? "application/octet-stream",
    "content-disposition": `${inline ? "inline" : "attachment"}; filename="${name}"`,
    "accept-ranges": "bytes",
    etag: head.httpEtag,
    "last-modified": head.uploaded.toUTCString(),
    // The bytes behind a key never change, but the right to them ends.
    "cache-control": "private, max-age=3600",
  });
}

const matches = (ifNoneMatch: string | undefined, etag: string): boolean =>
  ifNoneMatch?.split(",").some((tag) => ["*", etag, `W/${etag}`].includes(tag.trim())) ?? false;
