import { html } from "hono/html";
import type { MeshCheck } from "#contract/mesh-check";
import type { FileUnit } from "#contract/print-settings";
import { problems } from "#contract/problem";
import { mmPer } from "#quote/mesh/guess-unit";
import type { PartRow } from "../db/parts.ts";
import { stopsAt } from "../flows/quoting/prepare-part.ts";
import { buttonForm, hidden, note, problemNote, radioField } from "./fields.ts";
import { type Html, nothing } from "./frame.ts";
import { print, sizeText } from "./words.ts";

const t = print.check;
const toneOf = { stops: "bad", warns: "warn", tells: "plain" } as const;

/** A part that can be priced as it is. */
export const isPrintable = ({ state, check }: PartRow): boolean =>
  state === "ready" && check !== null && !stopsAt(check);
/** It gets further by itself. */
export const isMoving = ({ state }: PartRow): boolean => state === "checking" || state === "preparing";

/** A part in a line: its name, and what is to be known of it at once. */
export function partLine({ fileName, state, check, problemCode }: PartRow): string {
  if (problemCode) return `${fileName}: ${problems[problemCode].title}`;
  if (state !== "ready" || !check) return `${fileName}: not checked yet`;
  const size = sizeText(check.sizeUm);
  return stopsAt(check) ? `${fileName}: ${size}, must be mended` : `${fileName}: ${size}`;
}

/** What the check of a part found, what is to be asked, and what can be done with it. */
export function partSection(part: PartRow, token: string, all: readonly string[]): Html {
  const { partId, fileName, check } = part;
  const back = { back: all.join(" ") };
  return html`<section class="sheet" aria-labelledby="part-${partId}"><h2 id="part-${partId}">${fileName}</h2>
${check ? checked(part, check, token, back) : waiting(part, token, back)}
<div class="row">${buttonForm(token, `/plain/parts/${partId}/delete`, `Delete ${fileName}`, back)}</div></section>`;
}

function waiting({ partId, state, problemCode, problemDetail }: PartRow, token: string, back: { back: string }): Html {
  const again = state === "quarantined" || state === "receiving";
  return html`${problemCode ? problemNote(problemCode, problemDetail) : note("plain", "It is being checked", "A large file, or one that has to be mended, takes a moment.")}
${again ? html`<div class="row">${buttonForm(token, `/plain/parts/${partId}/again`, "Check it again", back)}</div>` : nothing}`;
}

function checked(part: PartRow, check: MeshCheck, token: string, back: { back: string }): Html {
  const { partId, fileName, repairs, preparation } = part;
  const good = check.findings.every(({ severity }) => severity === "tells");
  return html`<div class="part">
${part.geometrySha256 ? picture(part, fileName) : nothing}
<dl><dt>${t.size}</dt><dd>${sizeText(check.sizeUm)}</dd>
<dt>${t.volume}</dt><dd>${(check.volumeMm3 / 1_000).toFixed(1)} cm³</dd>
<dt>Surface</dt><dd>${check.watertight ? t.watertight : t.open}, ${t.triangles(check.triangles)}</dd></dl></div>
${good ? note("good", t.good) : nothing}
${check.findings.map(({ code, severity, count }) =>
  note(toneOf[severity], `${t.severity[severity]}: ${t.findings[code](count)}`, t.todo[code]),
)}
${repairs.length > 0 ? html`<p>Mended here: ${repairs.map((step) => step.replaceAll("-", " ")).join(", ")}.</p>` : nothing}
${preparation && preparation.changes.length > 0 ? html`<ul>${preparation.changes.map(({ detail }) => html`<li>${detail}</li>`)}</ul>` : nothing}
${unitForm(partId, check, token, back)}`;
}

export const picture = ({ partId, geometrySha256, check }: PartRow, fileName: string): Html =>
  html`<p><img class="picture" src="/plain/parts/${partId}/picture.png?of=${geometrySha256?.slice(0, 12)}" width="320" height="240" loading="lazy"
alt="${`${fileName}${check ? `, ${sizeText(check.sizeUm)}` : ""}${marksOf(check).length > 0 ? ", problems in red" : ""}`}"></p>`;

/** Triangles to be marked: those of findings that somebody has to look at. */
export const marksOf = (check: MeshCheck | null): number[] =>
  (check?.findings ?? []).flatMap(({ severity, code, triangles }) =>
    severity === "tells" || code === "mesh-overhangs" ? [] : triangles,
  );

function unitForm(partId: string, { unit, sizeUm }: MeshCheck, token: string, back: { back: string }): Html {
  const units = [...new Set<FileUnit>([unit.unit, "mm", "inch", "cm", "m"])];
  const sizes = units.map((one) => [one, (Math.max(...sizeUm) * mmPer[one]) / mmPer[unit.unit]] as const);
  const options = sizes.map(([value, largestUm]) => ({ value, text: t.unitOf(value, sizeText([largestUm])) }));
  const form = html`<form method="post" action="/plain/parts/${partId}/unit">${hidden({ token, ...back })}
${radioField({ name: "unit", label: t.unit, value: unit.unit, options, hint: `${t.unitWhy[unit.reason]} Given is the longest side.` })}
<button>Take this size</button></form>`;
  return unit.reason === "declared" ? html`<details><summary>Another size</summary>${form}</details>` : form;
}
