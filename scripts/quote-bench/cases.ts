// What is priced: each part at settings of every kind, in orders of every kind, so that each term of a price is met.
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { LeadTime, LineChoice, PrintSettings } from "#contract/print-settings";
import { readPart } from "../../edge/quote/mesh/read-part.ts";
import { binaryStl, madeParts, trianglesOf } from "../estimator/parts.ts";

export interface BenchPart {
  name: string;
  stl: Uint8Array;
}

export interface BenchOrder {
  name: string;
  parts: BenchPart[];
  choice: LineChoice;
  leadTime: LeadTime;
  shipping: string;
  country: string;
}

type Kind = Pick<BenchOrder, "leadTime" | "shipping" | "country"> & Pick<LineChoice, "quantity" | "finish">;
const fdm = { process: "fdm", orientation: { kind: "face-down", side: "-z" } } as const;

const settings: [PrintSettings, Kind][] = [
  [
    {
      ...fdm,
      material: "pla",
      preset: "standard",
      layerHeightUm: 200,
      infillPercent: 20,
      pattern: "gyroid",
      supports: "none",
    },
    { quantity: 1, finish: "none", leadTime: "standard", shipping: "tracked", country: "GB" },
  ],
  [
    {
      ...fdm,
      material: "petg",
      preset: "draft",
      layerHeightUm: 300,
      infillPercent: 35,
      pattern: "grid",
      supports: "auto",
    },
    { quantity: 12, finish: "sanded", leadTime: "rush", shipping: "express", country: "GB" },
  ],
  [
    {
      ...fdm,
      material: "pla",
      preset: "fine",
      layerHeightUm: 100,
      infillPercent: 15,
      pattern: "cubic",
      supports: "auto",
    },
    { quantity: 3, finish: "primed", leadTime: "economy", shipping: "abroad", country: "DE" },
  ],
  [
    {
      ...fdm,
      material: "abs",
      preset: "standard",
      layerHeightUm: 200,
      infillPercent: 60,
      pattern: "rectilinear",
      supports: "none",
    },
    { quantity: 60, finish: "none", leadTime: "standard", shipping: "tracked", country: "GB" },
  ],
  [
    {
      ...fdm,
      material: "tpu",
      preset: "standard",
      layerHeightUm: 200,
      infillPercent: 25,
      pattern: "honeycomb",
      supports: "none",
    },
    { quantity: 2, finish: "none", leadTime: "standard", shipping: "collect", country: "GB" },
  ],
  [
    {
      ...fdm,
      process: "sla",
      material: "resin-standard",
      preset: "standard",
      layerHeightUm: 50,
      infillPercent: 100,
      pattern: "rectilinear",
      supports: "auto",
    },
    { quantity: 25, finish: "none", leadTime: "standard", shipping: "tracked", country: "GB" },
  ],
];
const colourOf = (material: string) => (material === "resin-standard" ? "grey" : "black");
/** Of our own making: plain, overhanging, thin-walled. */
const own = new Set(["bracket", "mushroom", "vase"]);

export const settingsText = (of: PrintSettings): string =>
  `${of.material}, ${of.preset} ${of.layerHeightUm / 1_000} mm, ${of.infillPercent} % ${of.pattern}${of.supports === "auto" ? ", supports" : ""}`;

export function benchParts(folder: string): BenchPart[] {
  const files = readdirSync(folder)
    .filter((name) => /\.stl$/i.test(name))
    .toSorted();
  if (files.length === 0) throw new TypeError(`no .stl in ${folder}`);
  const given = files.map((file) => ({
    name: basename(file).replace(/\.stl$/i, ""),
    stl: readFileSync(join(folder, file)),
  }));
  const made = madeParts
    .filter(({ name }) => own.has(name))
    .map((part) => ({ name: `${part.name} (ours)`, stl: binaryStl(trianglesOf(part)) }));
  return [...given.map((part) => ({ ...part, stl: asBinary(part.stl) })), ...made];
}

/** As the edge hands it to the slicer. */
function asBinary(file: Uint8Array): Uint8Array {
  const { positions, triangles } = readPart(file).mesh;
  const soup = Float32Array.from({ length: triangles.length * 3 }, (_, i) => {
    return positions[(triangles[Math.floor(i / 3)] as number) * 3 + (i % 3)] as number;
  });
  return binaryStl(soup);
}

/** One order for each part and setting, and one of all parts together. */
export function benchOrders(parts: BenchPart[]): BenchOrder[] {
  const orders = parts.flatMap((part) => settings.map((row) => orderOf(part.name, [part], ...row)));
  const [[plain, kind]] = settings as [[PrintSettings, Kind]];
  return [...orders, orderOf("all of them", parts, plain, { ...kind, quantity: 2 })];
}

const orderOf = (name: string, parts: BenchPart[], of: PrintSettings, kind: Kind): BenchOrder => ({
  ...{ name, parts, leadTime: kind.leadTime, shipping: kind.shipping, country: kind.country },
  choice: { settings: of, colour: colourOf(of.material), finish: kind.finish, quantity: kind.quantity },
});
