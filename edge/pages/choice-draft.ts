import * as v from "valibot";
import {
  infillPatternSchema,
  infillPercentSchema,
  type LineChoice,
  layerHeightUmSchema,
  type Orientation,
  orientationSchema,
  presetSchema,
  processSchema,
  quantitySchema,
} from "#contract/print-settings";
import { materialsOf, type Shop, withPreset, withSettings } from "#quote/choice/choice";
import type { Ways } from "../flows/quoting/ways-of-part.ts";
import { print } from "./words.ts";

const t = print.settings;

export const choiceFields = [
  ...(["process", "material", "colour", "preset", "layer", "infill", "pattern", "supports", "orientation"] as const),
  ...(["finish", "quantity"] as const),
] as const;
export type ChoiceField = (typeof choiceFields)[number];
/** What a form's fields hold: text, as it was typed. */
export type ChoiceDraft = Readonly<Record<ChoiceField, string>>;
export type ChoiceWrong = Partial<Record<ChoiceField, string>>;

export function orientationText(orientation: Orientation): string {
  return orientation.kind === "face-down" ? orientation.side : orientation.millionths.join(" ");
}

function orientationOf(text: string): Orientation | null {
  const turn = { kind: "quaternion", millionths: text.split(" ").map(Number) };
  const parsed = v.safeParse(orientationSchema, /^[-+][xyz]$/.test(text) ? { kind: "face-down", side: text } : turn);
  return parsed.success ? parsed.output : null;
}

/** A choice as the form shows it. The layer height is empty where it is the quality's own. */
export function draftOf(shop: Shop, choice: LineChoice): ChoiceDraft {
  const { settings, colour, finish, quantity } = choice;
  const usual = withPreset(shop, choice, settings.preset).settings.layerHeightUm;
  return {
    ...{ process: settings.process, material: settings.material, colour, preset: settings.preset },
    layer: settings.layerHeightUm === usual ? "" : String(settings.layerHeightUm),
    ...{ infill: String(settings.infillPercent), pattern: settings.pattern },
    supports: settings.supports === "auto" ? "on" : "",
    ...{ orientation: orientationText(settings.orientation), finish, quantity: String(quantity) },
  };
}

/** What was chosen, if the shop prints it so; else what is wrong, beside which field. */
export function readChoice(
  shop: Shop,
  draft: ChoiceDraft,
  ways: Ways,
): { readonly choice: LineChoice | null; readonly wrong: ChoiceWrong } {
  const wrong: ChoiceWrong = wrongWithMaterial(shop, draft);
  const whole = (text: string): number => (/^\s*\d{1,6}\s*$/.test(text) ? Number(text) : Number.NaN);
  const infill = v.safeParse(infillPercentSchema, whole(draft.infill));
  const quantity = v.safeParse(quantitySchema, whole(draft.quantity));
  const pattern = v.safeParse(infillPatternSchema, draft.pattern);
  const layer = v.safeParse(layerHeightUmSchema, whole(draft.layer));
  const preset = v.safeParse(presetSchema, draft.preset);
  const process = v.safeParse(processSchema, draft.process);
  const orientation = orientationOf(draft.orientation);
  if (!infill.success) wrong.infill = "A whole number from 0 to 100.";
  if (!quantity.success) wrong.quantity = "A whole number from 1 to 10,000.";
  if (!pattern.success) wrong.pattern = "Choose one of these.";
  if (draft.layer !== "" && !layer.success) wrong.layer = "Choose one of these.";
  if (!Object.hasOwn(shop.book.finishes, draft.finish)) wrong.finish = "Choose one of these.";
  const way =
    process.success && ways[process.output].find((one) => orientationText(one.orientation) === draft.orientation);
  if (!orientation) wrong.orientation = "Choose one of these.";
  else if (way && !way.fits) wrong.orientation = "It fits no machine so. Choose another way, or another process.";
  if (Object.keys(wrong).length > 0 || !infill.success || !quantity.success || !pattern.success || !preset.success)
    return { choice: null, wrong };
  if (!process.success || !orientation) return { choice: null, wrong };
  const base: LineChoice = {
    settings: {
      ...{ process: process.output, material: draft.material, preset: preset.output, layerHeightUm: 200 },
      ...{ infillPercent: infill.output, pattern: pattern.output },
      ...{ supports: draft.supports === "on" ? "auto" : "none", orientation },
    },
    ...{ colour: draft.colour, finish: draft.finish, quantity: quantity.output },
  };
  const usual = withPreset(shop, base, preset.output);
  const own = layer.success && process.output === "fdm" && draft.layer !== "";
  return { choice: own ? withSettings(usual, { layerHeightUm: layer.output }) : usual, wrong };
}

/** Process, material, colour and quality have to go together. */
function wrongWithMaterial(shop: Shop, draft: ChoiceDraft): ChoiceWrong {
  const process = v.safeParse(processSchema, draft.process);
  if (!process.success) return { process: "Choose one of these." };
  const material = materialsOf(shop, process.output).find(({ id }) => id === draft.material);
  if (!material) {
    const names = materialsOf(shop, process.output).map(({ name }) => name);
    return { material: `${t.processes[process.output]} has: ${names.join(", ")}.` };
  }
  const wrong: ChoiceWrong = {};
  const colour = material.colours.find(({ id }) => id === draft.colour);
  const inStock = material.colours.filter(({ stockG }) => stockG !== 0).map(({ name }) => name);
  if (!colour) wrong.colour = `${material.name} comes in: ${inStock.join(", ")}.`;
  else if (colour.stockG === 0)
    wrong.colour = `${colour.name} is used up. ${material.name} comes in: ${inStock.join(", ")}.`;
  if (!(material.presets as readonly string[]).includes(draft.preset)) {
    const names = material.presets.map((id) => shop.catalogue.presets[id]?.name ?? id);
    wrong.preset = `${material.name} is printed in: ${names.join(", ")}.`;
  }
  return wrong;
}
