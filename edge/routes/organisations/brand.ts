import type { Context } from "hono";
import { judgeAccent } from "#contract/contrast";
import { type BrandView, brandPutSchema, organisationLimits } from "#contract/organisation";
import { toHex } from "../../adapters/digest.ts";
import { openDb } from "../../db/client.ts";
import { type BrandOf, brandOf, putLogo, readLogo, setBrand } from "../../db/organisations.ts";
import { judgeLogo } from "../../domain/organisation/logo.ts";
import { shownText } from "../../domain/photo-name.ts";
import type { App } from "../app-types.ts";
import { ProblemError } from "../problem-answer.ts";
import { readJson } from "../read-request.ts";
import { drain } from "../request-body.ts";
import { idParam, needEnterprise, ownOrganisation } from "./in-organisation.ts";

export function brandView(c: Context<App>, ownerId: string, brand: BrandOf): BrandView {
  const { name, accent, supportEmail, logoSha256 } = brand;
  const origin = new URL(c.req.url).origin;
  // Another logo has another address: each may be kept for ever.
  const logoUrl = logoSha256 && `${origin}/api/v1/brand/${ownerId}/logo?v=${logoSha256.slice(0, 16)}`;
  return { name, accent, supportEmail, logoUrl };
}

export async function putBrand(c: Context<App>): Promise<Response> {
  const ownerId = ownOrganisation(c);
  const body = await readJson(c, brandPutSchema);
  const db = openDb(c.env.DB);
  await needEnterprise(c, db);
  const why = judgeAccent(body.accent);
  if (why !== null) throw new ProblemError("colour-illegible", why);
  const name = shownText(body.name);
  if (name === "") throw new ProblemError("request-invalid", "name: nothing to be shown.");
  await setBrand(db, ownerId, { ...body, name });
  return answerBrand(c, ownerId);
}

export async function deleteBrand(c: Context<App>): Promise<Response> {
  await setBrand(openDb(c.env.DB), ownOrganisation(c), null);
  return c.body(null, 204);
}

/** Only beside a name and colours: a logo alone is no look. */
export async function putLogoRoute(c: Context<App>): Promise<Response> {
  const ownerId = ownOrganisation(c);
  const db = openDb(c.env.DB);
  await needEnterprise(c, db);
  if (!(await brandOf(db, ownerId))) throw new ProblemError("not-found", "Set name and colours first.");
  const bytes = await readLogoBytes(c);
  const verdict = judgeLogo(bytes);
  if (!verdict.ok) throw new ProblemError("logo-unfit", verdict.detail);
  const sha256 = toHex(await crypto.subtle.digest("SHA-256", bytes));
  await putLogo(db, { ownerId, media: verdict.media, sha256, bytes, updatedAtMs: Date.now() });
  return answerBrand(c, ownerId);
}

/** One byte more than allowed is enough to refuse it. */
async function readLogoBytes(c: Context<App>): Promise<Uint8Array<ArrayBuffer>> {
  const body = c.req.raw.body;
  const max = organisationLimits.logoBytesMax;
  if (!body) throw new ProblemError("logo-unfit", "Nothing was sent.");
  const all = new Uint8Array(max + 1);
  let length = 0;
  const reader = body.getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read()) {
    const piece = step.value.subarray(0, all.length - length);
    all.set(piece, length);
    length += piece.length;
    if (length > max) {
      reader.releaseLock();
      await drain(body, 8 * max);
      throw new ProblemError("logo-unfit", `More than ${max} bytes.`);
    }
  }
  return all.slice(0, length);
}

async function answerBrand(c: Context<App>, ownerId: string): Promise<Response> {
  const brand = await brandOf(openDb(c.env.DB), ownerId);
  if (!brand) throw new ProblemError("not-found");
  return c.json(brandView(c, ownerId, brand));
}

/** For anybody: the app wears it before anyone has signed in. */
export async function getBrand(c: Context<App>): Promise<Response> {
  const ownerId = idParam(c, "ownerId");
  const brand = await brandOf(openDb(c.env.DB), ownerId);
  if (!brand) throw new ProblemError("not-found");
  return c.json(brandView(c, ownerId, brand), 200, { "cache-control": "public, max-age=300" });
}

export async function getLogo(c: Context<App>): Promise<Response> {
  const logo = await readLogo(openDb(c.env.DB), idParam(c, "ownerId"));
  if (!logo) throw new ProblemError("not-found");
  const kept = c.req.query("v") ? "max-age=31536000, immutable" : "max-age=300";
  return c.body(new Uint8Array(logo.bytes as ArrayBuffer), 200, {
    "content-type": logo.media,
    "cache-control": `public, ${kept}`,
    etag: `"${logo.sha256}"`,
  });
}
