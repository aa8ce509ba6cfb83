import type { Catalogue, Colour, Material } from "#contract/material-catalogue";

const colours: Colour[] = [
  { id: "black", name: "Black", hex: "#1b1b1b", stockG: null },
  { id: "white", name: "White", hex: "#f4f4f2", stockG: null },
  { id: "grey", name: "Grey", hex: "#8a8d91", stockG: null },
  { id: "blue", name: "Blue", hex: "#1d4fa8", stockG: null },
  { id: "orange", name: "Orange", hex: "#ff6a13", stockG: null },
];
const fdm = { process: "fdm", presets: ["draft", "standard", "fine"], enabled: true } as const;
const some = (...ids: string[]) => colours.filter(({ id }) => ids.includes(id));

const materials: Material[] = [
  {
    ...{
      id: "pla",
      name: "PLA",
      profile: "pla",
      densityMgPerCm3: 1_240,
      colours,
      note: "Stiff and exact; not above 55 °C.",
    },
    ...{ ...fdm, presets: [...fdm.presets] },
  },
  {
    ...{ id: "petg", name: "PETG", profile: "petg", densityMgPerCm3: 1_270, colours: some("black", "grey", "blue") },
    ...{ ...fdm, presets: [...fdm.presets], note: "Tough, outdoors, up to 70 °C." },
  },
  {
    ...{ id: "abs", name: "ABS", profile: "abs", densityMgPerCm3: 1_040, colours: some("black", "white") },
    ...{ ...fdm, presets: [...fdm.presets], note: "Up to 95 °C; large flat parts may warp." },
  },
  {
    ...{ id: "tpu", name: "TPU 95A", profile: "tpu", densityMgPerCm3: 1_220, colours: some("black", "white") },
    ...{ ...fdm, presets: ["draft", "standard"], note: "Like rubber; printed slowly." },
  },
  {
    ...{ id: "resin-standard", name: "Resin, standard", profile: "resin", densityMgPerCm3: 1_120, process: "sla" },
    ...{
      presets: ["standard", "fine"],
      colours: some("grey", "black"),
      enabled: true,
      note: "Finest detail; brittle.",
    },
  },
];

/** What a shop begins with; the administration sets its own. */
export const defaultCatalogue: Catalogue = {
  version: 1,
  materials,
  machines: [
    {
      ...{ id: "prusa-mk3s", name: "Original Prusa MK3S+", process: "fdm", nozzleUm: 400, enabled: true },
      ...{ widthUm: 246_000, depthUm: 206_000, heightUm: 208_000 },
    },
    {
      ...{ id: "prusa-sl1s", name: "Original Prusa SL1S", process: "sla", nozzleUm: 0, enabled: true },
      ...{ widthUm: 124_000, depthUm: 77_000, heightUm: 148_000 },
    },
  ],
  presets: {
    draft: { name: "Draft", layerHeightUm: 300 },
    standard: { name: "Standard", layerHeightUm: 200 },
    fine: { name: "Fine", layerHeightUm: 100 },
  },
};
