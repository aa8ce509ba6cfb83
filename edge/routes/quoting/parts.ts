import type { Context } from "hono";
import * as v from "valibot";
import { sha256Schema, uuidSchema } from "#contract/ids";
import { printLimits } from "#contract/print-settings";
import {
  fileNameSchema,
  type PartView,
  partFromScanSchema,
  partHeaders,
  partPatchSchema,
  partPutSchema,
  pieceBytes,
  pieceSchema,
} from "#contract/quoting";
import { hmacKey, hmacSign } from "../../adapters/digest.ts";
import { filePath, LinkSigner } from "../../adapters/signed-links.ts";
import { openDb } from "../../db/client.ts";
import { deletePart, findPart, listParts, type PartRow, setUnit, type Visitor } from "../../db/parts.ts";
import { nameFromHeader } from "../../domain/photo-name.ts";
import { addressBlock } from "../../domain/rate/caller.ts";
import { partGeometryKey } from "../../domain/storage-keys.ts";
import { discardParts } from "../../flows/quoting/discard-parts.ts";
import { partFromScan } from "../../flows/quoting/part-from-scan.ts";
import { preparePart } from "../../flows/quoting/prepare-part.ts";
import {
  completePart,
  openPart,
  piecesHere,
  type Received,
  receiveFile,
  receivePiece,
} from "../../flows/quoting/receive-part.ts";
import type { App } from "../app-types.ts";
import { ipOf } from "../identity/person.ts";
import { ProblemError } from "../problem-answer.ts";
import { check, isCaller, ownScan, readJson, visitorOf } from "../read-request.ts";
import { declaredBytes, drain, upload } from "../request-body.ts";

const shownMax = 100;
const idOf = (c: Context<App>) => check(uuidSchema, c.req.param("partId"), "partId").toLowerCase();

function need<T>(received: Received<T>): T {
  if (!received.ok) throw new ProblemError(received.code, received.detail);
  return received.value;
}

/** The caller's own part. Somebody else's is as if it were not there. */
async function ownPart(c: Context<App>): Promise<PartRow> {
  const part = await findPart(openDb(c.env.DB), idOf(c));
  if (!part || !(await isCaller(c, part.ownerId, part.visitorId))) throw new ProblemError("not-found");
  return part;
}

/** A visitor, and where they send from, as a hash that says nothing by tomorrow. */
async function visitorSending(c: Context<App>): Promise<Visitor | null> {
  const visitorId = visitorOf(c);
  if (visitorId === null) return null;
  const day = new Date().toISOString().slice(0, 10);
  const key = await hmacKey(c.env.LINK_SIGNING_KEY);
  return { visitorId, from: await hmacSign(key, `visitor ${day} ${addressBlock(ipOf(c))}`) };
}

async function viewOf(c: Context<App>, part: PartRow): Promise<PartView> {
  const { partId, fileName, bytes, state, problemCode, problemDetail, repairs, geometrySha256, createdAtMs } = part;
  return {
    ...{ partId, fileName, bytes, state, check: part.check, repairs, geometrySha256, createdAtMs },
    preparation: part.preparation,
    problem: problemCode && { code: problemCode, detail: problemDetail },
    pieces: state === "receiving" ? await piecesHere(c.env, partId) : [],
  };
}

/** A refused part is answered as the part it is, with its reason; what is no part at all, as a problem. */
async function judged(c: Context<App>, part: PartRow, status: 200 | 201): Promise<Response> {
  if (part.problemCode === "scanner-unavailable" || part.problemCode === "virus-found") {
    throw new ProblemError(part.problemCode, part.problemDetail);
  }
  return c.json(await viewOf(c, part), status);
}

export async function uploadStl(c: Context<App>): Promise<Response> {
  const body = c.req.raw.body;
  try {
    const header = (name: string) => c.req.header(name);
    const name = nameFromHeader(header(partHeaders.name) ?? "");
    const put = {
      partId: check(uuidSchema, header(partHeaders.partId), partHeaders.partId).toLowerCase(),
      ownerId: c.get("principal").ownerId,
      visitor: await visitorSending(c),
      fileName: check(fileNameSchema, name, partHeaders.name),
      sha256: check(sha256Schema, header(partHeaders.sha256), partHeaders.sha256),
      bytes: declaredBytes(c),
    };
    if (put.bytes === 0 || !body) throw new ProblemError("request-invalid", "The file is empty.");
    const row = await upload(c, async () => {
      const part = need(await openPart(c.env, put, null, Date.now()));
      return need(await receiveFile(c.env, part, body));
    });
    return await judged(c, row, 201);
  } finally {
    // An answer before the body's end would reach many clients as a broken connection.
    await drain(body, printLimits.fileBytesMax);
  }
}

export async function listPartsRoute(c: Context<App>): Promise<Response> {
  const rows = await listParts(openDb(c.env.DB), c.get("principal").ownerId, shownMax);
  return c.json({ parts: await Promise.all(rows.map((row) => viewOf(c, row))) });
}

export async function putPart(c: Context<App>): Promise<Response> {
  const put = await readJson(c, partPutSchema);
  const { ownerId } = c.get("principal");
  const part = need(
    await openPart(c.env, { ...put, partId: idOf(c), ownerId, visitor: await visitorSending(c) }, null, Date.now()),
  );
  return c.json(await viewOf(c, part));
}

const digits = v.pipe(v.string(), v.regex(/^\d{1,3}$/), v.transform(Number), pieceSchema);

export async function putPartPiece(c: Context<App>): Promise<Response> {
  const body = c.req.raw.body;
  try {
    const part = await ownPart(c);
    const piece = check(digits, c.req.param("piece"), "piece");
    const sha256 = check(sha256Schema, c.req.header(partHeaders.sha256), partHeaders.sha256);
    const bytes = declaredBytes(c);
    if (!body) throw new ProblemError("request-invalid", "The piece is empty.");
    need(await upload(c, () => receivePiece(c.env, part, piece, { sha256, bytes, body })));
    return c.body(null, 204);
  } finally {
    await drain(body, pieceBytes);
  }
}

export async function completePartRoute(c: Context<App>): Promise<Response> {
  const part = await ownPart(c);
  return judged(c, need(await upload(c, () => completePart(c.env, part))), 200);
}

export async function partFromScanRoute(c: Context<App>): Promise<Response> {
  const { partId, scanId, jobId } = await readJson(c, partFromScanSchema);
  const scan = await ownScan(c, scanId.toLowerCase());
  const asked = {
    ...{ partId: partId.toLowerCase(), ownerId: scan.ownerId, scanId: scan.scanId },
    scanName: scan.name,
  };
  const row = need(await partFromScan(c.env, { ...asked, jobId: jobId.toLowerCase() }, Date.now()));
  return judged(c, row, 201);
}

export const getPart = async (c: Context<App>): Promise<Response> => c.json(await viewOf(c, await ownPart(c)));

const geometryLinkMs = 600_000;

export async function getPartGeometry(c: Context<App>): Promise<Response> {
  const { partId, state, geometrySha256: sha256, geometryBytes: bytes } = await ownPart(c);
  if (state !== "ready" || sha256 === null || bytes === null) throw new ProblemError("part-not-ready");
  const expiresMs = Date.now() + geometryLinkMs;
  const signer = new LinkSigner(c.env.LINK_SIGNING_KEY);
  const url = await signer.sign("GET", c.env.PUBLIC_ORIGIN, filePath(partGeometryKey(partId)), expiresMs);
  return c.json({ url, sha256, bytes, expiresMs }, 200, { "cache-control": "no-store" });
}

export async function patchPart(c: Context<App>): Promise<Response> {
  const part = await ownPart(c);
  const { unit } = await readJson(c, partPatchSchema);
  if (part.state === "receiving" || part.state === "quarantined") throw new ProblemError("part-not-ready");
  const changed = await setUnit(openDb(c.env.DB), part.partId, unit);
  const row = changed && (await preparePart(c.env, changed));
  if (!row) throw new ProblemError("not-found");
  return judged(c, row, 200);
}

export async function deletePartRoute(c: Context<App>): Promise<Response> {
  const part = await ownPart(c);
  await deletePart(openDb(c.env.DB), part.partId);
  await discardParts(c.env, [part.partId]);
  return c.body(null, 204);
}
