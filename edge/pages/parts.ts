import type { Context } from "hono";
import { html } from "hono/html";
import * as v from "valibot";
import { uuidSchema } from "#contract/ids";
import { fileUnitSchema, printLimits } from "#contract/print-settings";
import { openDb } from "../db/client.ts";
import { deletePart, findPart, type PartRow, setUnit } from "../db/parts.ts";
import { PartDrawing } from "../domain/quoting/part-drawing.ts";
import { partGeometryKey } from "../domain/storage-keys.ts";
import { discardParts } from "../flows/quoting/discard-parts.ts";
import { preparePart } from "../flows/quoting/prepare-part.ts";
import { completePart } from "../flows/quoting/receive-part.ts";
import type { App } from "../routes/app-types.ts";
import { ProblemError } from "../routes/problem-answer.ts";
import { check, isCaller } from "../routes/read-request.ts";
import { upload } from "../routes/request-body.ts";
import { readForm } from "./caller.ts";
import { nothing, showPage } from "./frame.ts";
import { isMoving, isPrintable, marksOf, partSection } from "./part-section.ts";
import { someRefusedPage, uploadForm } from "./start-page.ts";
import { takeFiles } from "./take-files.ts";

const lookAgainS = 4;
const pictureSize = [480, 360] as const;

/** Ids in an address or a form: those that are none are left out. */
export const idsIn = (texts: readonly string[]): string[] =>
  [...new Set(texts.filter((text) => v.is(uuidSchema, text)).map((id) => id.toLowerCase()))].slice(
    0,
    printLimits.filesMax,
  );

const seeParts = (partIds: readonly string[]): string =>
  partIds.length === 0 ? "/plain" : `/plain/parts?${partIds.map((id) => `part=${id}`).join("&")}`;

/** The caller's own parts of these; others are as if they were not there. */
export async function ownParts(c: Context<App>, partIds: readonly string[]): Promise<PartRow[]> {
  const rows = await Promise.all(partIds.map((id) => findPart(openDb(c.env.DB), id)));
  const own: PartRow[] = [];
  for (const row of rows) if (row && (await isCaller(c, row.ownerId))) own.push(row);
  return own;
}

async function ownPart(c: Context<App>): Promise<PartRow> {
  const [part] = await ownParts(c, [check(uuidSchema, c.req.param("partId"), "partId").toLowerCase()]);
  if (!part) throw new ProblemError("not-found");
  return part;
}

export async function postFiles(c: Context<App>): Promise<Response> {
  const { taken, broken } = await takeFiles(c);
  const parts = taken.flatMap(({ part }) => (part ? [part.partId] : []));
  if (broken || parts.length < taken.length) return someRefusedPage(c, taken, broken);
  return c.redirect(seeParts(parts), 303);
}

export async function partsPage(c: Context<App>): Promise<Response> {
  const parts = await ownParts(c, idsIn(c.req.queries("part") ?? []));
  if (parts.length === 0) throw new ProblemError("not-found", "There is no such part.");
  const ids = parts.map(({ partId }) => partId);
  const printable = parts.filter(isPrintable);
  const body = html`${parts.map((part) => partSection(part, c.get("formToken"), ids))}
${printable.length > 0 ? goOn(printable, parts.length) : nothing}
${uploadForm(c, "Other files")}`;
  const refreshS = parts.some(isMoving) ? lookAgainS : null;
  return showPage(c, {
    title: parts.length === 1 ? "Check of the part" : "Check of the parts",
    room: "start",
    body,
    refreshS,
  });
}

const goOn = (printable: readonly PartRow[], of: number) => html`<section class="sheet"><h2>Next</h2>
${printable.length < of ? html`<p>${printable.length} of ${of} can be printed.</p>` : nothing}
<p><a class="button main" href="/plain/print?${printable.map(({ partId }) => `part=${partId}`).join("&")}">Choose how to print</a></p></section>`;

/** Back to the parts that were looked at. */
const backTo = (c: Context<App>, form: URLSearchParams, without: string | null = null): Response =>
  c.redirect(seeParts(idsIn((form.get("back") ?? "").split(" ")).filter((id) => id !== without)), 303);

export async function postUnit(c: Context<App>): Promise<Response> {
  const form = await readForm(c);
  const part = await ownPart(c);
  const unit = check(fileUnitSchema, form.get("unit"), "unit");
  if (part.state === "receiving" || part.state === "quarantined") throw new ProblemError("part-not-ready");
  const changed = await setUnit(openDb(c.env.DB), part.partId, unit);
  if (changed) await preparePart(c.env, changed);
  return backTo(c, form);
}

export async function postAgain(c: Context<App>): Promise<Response> {
  const form = await readForm(c);
  const part = await ownPart(c);
  const done = await upload(c, () => completePart(c.env, part));
  if (!done.ok) throw new ProblemError(done.code, done.detail);
  return backTo(c, form);
}

export async function postDelete(c: Context<App>): Promise<Response> {
  const form = await readForm(c);
  const { partId } = await ownPart(c);
  await deletePart(openDb(c.env.DB), partId);
  await discardParts(c.env, [partId]);
  return backTo(c, form, partId);
}

/** Drawn from the part as it streams out of the store, so that its size does not matter. */
export async function partPicture(c: Context<App>): Promise<Response> {
  const part = await ownPart(c);
  const drawing = new PartDrawing(...pictureSize, marksOf(part.check));
  for (const act of ["measure", "draw"] as const) {
    const file = await c.env.FILES.get(partGeometryKey(part.partId));
    if (!file) throw new ProblemError("not-found");
    for await (const piece of file.body) drawing[act](piece as Uint8Array);
  }
  return c.body(drawing.png(), 200, { "content-type": "image/png", "cache-control": "private, max-age=86400" });
}
