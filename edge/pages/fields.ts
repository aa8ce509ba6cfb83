import { html } from "hono/html";
import type { ProblemCode } from "#contract/problem";
import { problems } from "#contract/problem";
import { type Html, nothing } from "./frame.ts";

type Tone = "plain" | "good" | "warn" | "bad";

export const note = (tone: Tone, title: string, text: Html | string = ""): Html =>
  html`<div class="note ${tone}" role="${tone === "bad" ? "alert" : "note"}"><p><strong>${title}</strong></p>${text === "" ? nothing : html`<p>${text}</p>`}</div>`;

/** A problem in the words that the app has for it too, and what it is about. */
export const problemNote = (code: ProblemCode, detail = "", about = ""): Html =>
  note(
    "bad",
    `${about === "" ? "" : `${about}: `}${problems[code].title}`,
    `${problems[code].todo}${detail === "" ? "" : ` (${detail})`}`,
  );

/** A form that only has a button: what it asks for, and the token that says it comes from a page of ours. */
export const buttonForm = (token: string, action: string, label: string, fields: Record<string, string> = {}): Html =>
  html`<form method="post" action="${action}">${hidden({ token, ...fields })}<button>${label}</button></form>`;

export const hidden = (fields: Record<string, string>): Html =>
  html`${Object.entries(fields).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}`;

export interface Option {
  readonly value: string;
  readonly text: string;
}

interface FieldOf {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly wrong?: string | undefined;
  readonly hint?: string | undefined;
}

/** What belongs to a field: named by it, so that it is read out with it. */
const described = ({ name, wrong, hint }: FieldOf) => ({
  attributes: html`${wrong || hint ? html` aria-describedby="${[wrong && `${name}-wrong`, hint && `${name}-hint`].filter(Boolean).join(" ")}"` : nothing}${wrong ? html` aria-invalid="true"` : nothing}`,
  texts: html`${wrong ? html`<span class="wrong" id="${name}-wrong">${wrong}</span>` : nothing}${hint ? html`<span class="hint" id="${name}-hint">${hint}</span>` : nothing}`,
});

export function selectField(field: FieldOf & { readonly options: readonly Option[] }): Html {
  const { name, label, value, options } = field;
  const { attributes, texts } = described(field);
  return html`<div class="field"><label class="label" for="${name}">${label}</label>
<select id="${name}" name="${name}"${attributes}>${options.map((one) => option(one, one.value === value))}</select>${texts}</div>`;
}

const option = ({ value, text }: Option, selected: boolean): Html =>
  html`<option value="${value}"${selected ? html` selected` : nothing}>${text}</option>`;

interface InputOf extends FieldOf {
  readonly type?: "text" | "email" | "number";
  readonly autocomplete?: string;
  readonly more?: Html;
}

export function inputField(field: InputOf): Html {
  const { name, label, value, type = "text", autocomplete = "off", more = nothing } = field;
  const { attributes, texts } = described(field);
  return html`<div class="field"><label class="label" for="${name}">${label}</label>
<input id="${name}" name="${name}" type="${type}" value="${value}" autocomplete="${autocomplete}"${more}${attributes}>${texts}</div>`;
}

export function radioField(
  field: FieldOf & { readonly options: readonly (Option & { readonly hint?: string })[] },
): Html {
  const { name, label, value, options } = field;
  const { attributes, texts } = described(field);
  return html`<fieldset role="radiogroup"${attributes}><legend>${label}</legend>${texts}
${options.map(
  (
    one,
  ) => html`<label class="choice"><input type="radio" name="${name}" value="${one.value}"${one.value === value ? html` checked` : nothing}>
<span>${one.text}${one.hint ? html`<span class="hint">${one.hint}</span>` : nothing}</span></label>`,
)}</fieldset>`;
}

export const checkField = ({ name, label, value, hint }: FieldOf): Html =>
  html`<div class="field"><label class="choice"><input type="checkbox" name="${name}" value="on"${value === "on" ? html` checked` : nothing}>
<span>${label}${hint ? html`<span class="hint">${hint}</span>` : nothing}</span></label></div>`;
