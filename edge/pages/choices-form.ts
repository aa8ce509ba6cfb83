import { html } from "hono/html";
import { infillPatternSchema, type Process, presetSchema } from "#contract/print-settings";
import { layerUm, materialsOf, processesOf, type Shop } from "#quote/choice/choice";
import { countries, countryName } from "../../pwa/print/countries.ts";
import type { PartRow } from "../db/parts.ts";
import type { Ways } from "../flows/quoting/ways-of-part.ts";
import { type ChoiceDraft, type ChoiceField, type ChoiceWrong, orientationText } from "./choice-draft.ts";
import { checkField, hidden, inputField, note, type Option, radioField, selectField } from "./fields.ts";
import { type Html, nothing } from "./frame.ts";
import { picture } from "./part-section.ts";
import { mm, orientationName, print, sizeText } from "./words.ts";

const t = print.settings;

export interface FormLine {
  readonly part: PartRow;
  readonly ways: Ways;
  readonly draft: ChoiceDraft;
  readonly wrong: ChoiceWrong;
}
export const deliveryFields = ["leadTime", "shipping", "country"] as const;
export type DeliveryField = (typeof deliveryFields)[number];
export interface FormOrder {
  readonly lines: readonly FormLine[];
  readonly delivery: Readonly<Record<DeliveryField, string>>;
  readonly wrong: Partial<Record<DeliveryField, string>>;
}

/** All that can be chosen, as one form; what is wrong stands beside its field, and what was typed stays. */
export function choicesForm(shop: Shop, order: FormOrder, token: string, refused: Html = nothing): Html {
  const wrongs = order.lines.reduce(
    (sum, { wrong }) => sum + Object.keys(wrong).length,
    Object.keys(order.wrong).length,
  );
  return html`${refused}
${wrongs > 0 ? note("bad", wrongs === 1 ? "One thing does not go together" : `${wrongs} things do not go together`, "It is said beside each. All that you chose is still here.") : nothing}
<form method="post" action="/plain/quotes">${hidden({ token })}
${order.lines.map((line, at) => lineFields(shop, line, at))}
${deliverySheet(shop, order)}
<button class="main">See the price</button></form>`;
}

function lineFields(shop: Shop, { part, ways, draft, wrong }: FormLine, at: number): Html {
  const of = (name: ChoiceField, label: string, hint?: string) => ({
    ...{ name: `${name}-${at}`, label, value: draft[name], wrong: wrong[name] },
    ...(hint ? { hint } : {}),
  });
  const select = (name: ChoiceField, label: string, options: readonly Option[], hint?: string) =>
    selectField({ ...of(name, label, hint), options });
  return html`<section class="sheet" aria-labelledby="line-${at}">${hidden({ part: part.partId })}
<h2 id="line-${at}">${part.fileName}</h2>
<div class="part">${picture(part, part.fileName)}<p>${part.check ? sizeText(part.check.sizeUm) : ""}</p></div>
${radioField({ ...of("process", t.process), options: processesOf(shop).map((value) => ({ value, text: t.processes[value] })) })}
<div class="two">${select("material", t.material, materialOptions(shop))}
${select("colour", t.colour, colourOptions(shop))}
${select("preset", t.preset, presetOptions(shop))}
${select("layer", t.layer, layerOptions(draft.layer), "For filament; a resin's layers come with the quality.")}
${inputField({ ...of("infill", `${t.infill} in %`, "For filament."), type: "number", more: html` min="0" max="100" step="1" inputmode="numeric"` })}
${select(
  "pattern",
  t.pattern,
  infillPatternSchema.options.map((value) => ({ value, text: t.patterns[value] })),
)}</div>
${checkField({ ...of("supports", t.supports, t.supportsHint) })}
${orientationField(ways, draft, of("orientation", t.orientation))}
<div class="two">${inputField({ ...of("quantity", t.quantity), type: "number", more: html` min="1" max="10000" step="1" inputmode="numeric"` })}
${select(
  "finish",
  t.finish,
  Object.entries(shop.book.finishes).map(([value, { name }]) => ({ value, text: name })),
)}</div></section>`;
}

/** Materials of every process, with what they come in: nothing on this page can narrow one list by another. */
const materialOptions = (shop: Shop): Option[] =>
  processesOf(shop).flatMap((process) =>
    materialsOf(shop, process).map(({ id, name, note: text }) => ({
      value: id,
      text: text ? `${name} – ${text}` : name,
    })),
  );

const everyMaterial = (shop: Shop) => processesOf(shop).flatMap((process) => materialsOf(shop, process));

function colourOptions(shop: Shop): Option[] {
  const all = everyMaterial(shop);
  const names = new Map(all.flatMap(({ colours }) => colours.map(({ id, name }) => [id, name] as const)));
  return [...names].map(([value, name]) => {
    const has = all.filter(({ colours }) => colours.some(({ id, stockG }) => id === value && stockG !== 0));
    if (has.length === all.length) return { value, text: name };
    return {
      value,
      text: has.length === 0 ? `${name} (${t.usedUp})` : `${name} (${has.map((one) => one.name).join(", ")})`,
    };
  });
}

const presetOptions = (shop: Shop): Option[] =>
  presetSchema.options
    .filter((preset) => everyMaterial(shop).some(({ presets }) => presets.includes(preset)))
    .map((value) => ({
      value,
      text: `${shop.catalogue.presets[value]?.name ?? value} – ${t.presets[value].toLowerCase()}`,
    }));

function layerOptions(chosen: string): Option[] {
  const heights = new Set<string>();
  for (let um: number = layerUm.min; um <= layerUm.max; um += layerUm.step) heights.add(String(um));
  if (/^\d{2,3}$/.test(chosen)) heights.add(chosen);
  const sorted = [...heights].toSorted((a, b) => Number(a) - Number(b));
  return [
    { value: "", text: "As the quality has it" },
    ...sorted.map((value) => ({ value, text: t.layerOf(mm(Number(value))) })),
  ];
}

type Described = { name: string; label: string; value: string; wrong: string | undefined };

/** The proposal with its reason first, then the other ways with what they cost. */
function orientationField(ways: Ways, draft: ChoiceDraft, field: Described): Html {
  const own = ways[draft.process as Process] ?? ways.fdm;
  const options = own.map((way, at) => ({
    value: orientationText(way.orientation),
    text: `${orientationName(way.orientation)}${at === 0 ? ` (${t.proposed})` : ""}`,
    hint: at === 0 ? `${t.reasons[way.reason]} ${wayHint(way)}` : wayHint(way),
  }));
  const known = options.some(({ value }) => value === draft.orientation);
  const kept = known ? [] : [{ value: draft.orientation, text: "As chosen before", hint: "" }];
  return radioField({ ...field, options: [...options, ...kept] });
}

function wayHint({ fits, heightUm, supportMm3 }: Ways["fdm"][number]): string {
  if (heightUm === 0) return "";
  if (!fits) return t.doesNotFit;
  const support = supportMm3 < 50 ? t.noSupport : t.supportVolume((supportMm3 / 1_000).toFixed(1));
  return t.way(`${mm(heightUm)} mm`, support);
}

function deliverySheet(shop: Shop, { delivery, wrong }: FormOrder): Html {
  const d = print.delivery;
  const of = (name: DeliveryField, label: string) => ({ name, label, value: delivery[name], wrong: wrong[name] });
  const leadTimes = Object.entries(shop.book.leadTimes).map(([value, { days }]) => ({
    ...{ value, text: d.leadTimes[value as keyof typeof d.leadTimes] ?? value, hint: d.days(days) },
  }));
  const ways = Object.entries(shop.book.shipping).map(([value, { name, countries: where }]) => ({
    ...{ value, text: where === null ? name : `${name} (${where.map(countryName).join(", ")})` },
  }));
  return html`<section class="sheet" aria-labelledby="delivery"><h2 id="delivery">${d.title}</h2>
${radioField({ ...of("leadTime", d.leadTime), options: leadTimes })}
<div class="two">${selectField({ ...of("country", d.country), options: countries.map((value) => ({ value, text: countryName(value) })) })}
${selectField({ ...of("shipping", d.shipping), options: ways })}</div></section>`;
}
