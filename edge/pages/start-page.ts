import type { Context } from "hono";
import { html } from "hono/html";
import { openDb } from "../db/client.ts";
import { listParts, type PartRow } from "../db/parts.ts";
import type { App } from "../routes/app-types.ts";
import { hidden, note, problemNote } from "./fields.ts";
import { type Html, nothing, showPage } from "./frame.ts";
import { partLine } from "./part-section.ts";
import type { Taken } from "./take-files.ts";

const partsShown = 20;

/** Where one begins: the upload form, and what was brought before. */
export async function startPage(c: Context<App>): Promise<Response> {
  const parts = await listParts(openDb(c.env.DB), c.get("principal").ownerId, partsShown);
  const body = html`<p>Upload STL, 3MF, OBJ or STEP files. They are checked, you choose how they are printed, and get a binding price.
This way needs no JavaScript. <a href="/print">The app</a> shows the part in 3D, and a price at every change.</p>
${uploadForm(c, "Files")}
${parts.length > 0 ? html`<section class="sheet"><h2>Your parts</h2>${partsForm(parts)}</section>` : nothing}`;
  return showPage(c, { title: "Print a part", room: "start", body });
}

/** The token stands before the files: it is read first. */
export const uploadForm = (c: Context<App>, label: string): Html => html`<section class="sheet"><h2>Upload</h2>
<form method="post" action="/plain/parts" enctype="multipart/form-data">${hidden({ token: c.get("formToken") })}
<div class="field"><label class="label" for="file">${label}</label>
<input id="file" name="file" type="file" multiple required accept=".stl,.3mf,.obj,.step,.stp" aria-describedby="file-hint">
<span class="hint" id="file-hint">At most 50 MB each, 100 MB together, 20 files. A large file takes a while: wait until the next page comes.</span></div>
<button class="main">Upload and check</button></form></section>`;

/** Several parts can go into one quote. */
const partsForm = (parts: readonly PartRow[]): Html => html`<form method="get" action="/plain/parts">
<fieldset><legend>Which of them?</legend>
${parts.map(
  (part) =>
    html`<label class="choice"><input type="checkbox" name="part" value="${part.partId}"><span>${partLine(part)}</span></label>`,
)}</fieldset><button>Look at them</button></form>`;

/** Some files came to nothing: which, and why; the others are here. */
export async function someRefusedPage(c: Context<App>, taken: readonly Taken[], broken: boolean): Promise<Response> {
  const parts = taken.flatMap(({ part }) => (part ? [part] : []));
  const body = html`${taken.map((one) =>
    one.part === null ? problemNote(one.code, one.detail, one.fileName) : nothing,
  )}
${broken ? note("bad", "The upload broke off", "Send what is missing below once more, fewer files at once if it happens again.") : nothing}
${parts.length > 0 ? received(parts) : nothing}
${uploadForm(c, "Other files")}`;
  const status = taken.some((one) => one.part === null && one.code === "mesh-file-too-large") ? 413 : 422;
  return showPage(c, { title: "Not every file was taken", room: "start", body, status });
}

const received = (parts: readonly PartRow[]): Html => html`<section class="sheet"><h2>These have arrived</h2>
<ul>${parts.map((part) => html`<li>${partLine(part)}</li>`)}</ul>
<p><a class="button" href="/plain/parts?${parts.map(({ partId }) => `part=${partId}`).join("&")}">Go on with these</a></p></section>`;
