import type { Catalogue } from "#contract/material-catalogue";
import type { Preset, PrintSettings } from "#contract/print-settings";

const infillStep = 5;
const order: readonly Preset[] = ["draft", "standard", "fine"];

/** What a person is likely to try next, likeliest first: a little more or less infill, the next layer height. */
export function neighboursOf(settings: PrintSettings, catalogue: Catalogue): PrintSettings[] {
  const found: PrintSettings[] = [];
  if (settings.process === "fdm") {
    for (const infillPercent of [settings.infillPercent + infillStep, settings.infillPercent - infillStep]) {
      if (infillPercent >= 0 && infillPercent <= 100) found.push({ ...settings, infillPercent });
    }
  }
  const material = catalogue.materials.find(({ id }) => id === settings.material);
  const at = order.indexOf(settings.preset);
  for (const preset of [order[at - 1], order[at + 1]]) {
    const layerHeightUm = preset && catalogue.presets[preset]?.layerHeightUm;
    if (preset && layerHeightUm && material?.presets.includes(preset))
      found.push({ ...settings, preset, layerHeightUm });
  }
  return found;
}
