import { expect, test } from "vitest";
import type { LineChoice, Orientation, PrintSettings } from "#contract/print-settings";
import { MeshBuilder } from "#quote/mesh/mesh-builder";
import { readPart } from "#quote/mesh/read-part";
import { binaryStl, box } from "#quote/mesh/solids";
import { firstShop } from "../../../pwa/print/choice.ts";
import { estimateOrder } from "../../../pwa/print/estimate-order.ts";
import { lookAtPart } from "../../../pwa/print/look-at-part.ts";
import { makeShelf } from "../../../pwa/print/part-shelf.ts";
import { choice, figuresOf, PrintShop } from "../../testing/print-shop.ts";
import { useSystem } from "../../testing/use-system.ts";

const held = useSystem();

/** A plate above a leg that it does not touch: supports, walls, closed layers and infill, and nothing to unite. */
function tableStl(): Uint8Array<ArrayBuffer> {
  const into = new MeshBuilder();
  const leg = 5 + Math.random() * 3;
  box([leg, leg, 18], [10, 9, 0], into);
  return Uint8Array.from(binaryStl(box([31, 27, 4], [0, 0, 18.5], into)));
}

/** What the screen says, with the file on the device alone. */
function shownBy(stl: Uint8Array, chosen: LineChoice) {
  const read = readPart(stl);
  const looked = lookAtPart(read, null, firstShop);
  const shelf = makeShelf(() => firstShop);
  shelf.put("part", { read, mesh: looked.mesh });
  const order = { leadTime: "standard", shipping: "tracked", country: "GB" } as const;
  const made = estimateOrder(firstShop, { ...order, lines: [{ partId: "part", choice: chosen }] }, shelf.estimateOf);
  if (!made.ok) throw new Error(made.why);
  return made.estimate;
}

const turned: Orientation = { kind: "face-down", side: "+x" };
const askew: Orientation = { kind: "quaternion", millionths: [200_000, 100_000, 0, 974_679] };
const tried: Partial<PrintSettings>[] = [
  { supports: "auto" },
  { infillPercent: 85, pattern: "honeycomb", material: "petg", supports: "auto" },
  { preset: "fine", layerHeightUm: 100, orientation: turned },
  { preset: "draft", layerHeightUm: 260, infillPercent: 100, orientation: askew, supports: "auto" },
  { process: "sla", material: "resin-standard", layerHeightUm: 50, supports: "auto" },
];

test("browser and edge show the same estimate and range of the same part and settings, to the penny", async () => {
  const shop = new PrintShop(held.current);
  const stl = tableStl();
  const { partId } = await shop.part(stl);
  for (const more of tried) {
    const chosen = { ...choice, quantity: 20, settings: { ...choice.settings, ...more } };
    if (more.process === "sla") chosen.colour = "grey";
    const { quote, totalRangeMinor } = await shop.calculate(shop.asked(partId, {}, chosen));
    const shown = shownBy(stl, chosen);
    expect(quote.lines[0]).toMatchObject({
      source: "estimate",
      figures: shown.lines[0]?.figures,
      rangeMinor: shown.lines[0]?.rangeMinor,
    });
    expect(quote.price).toEqual(shown.price);
    expect(totalRangeMinor).toEqual(shown.rangeMinor);
    expect(quote.versions.slicer).toMatch(more.process === "sla" ? /^resin/ : /^estimate-1/);
  }
});

test("the shape is made once, and kept beside the geometry as long as the part is", async () => {
  const shop = new PrintShop(held.current);
  const { env } = held.current;
  const { partId } = await shop.part(tableStl());
  await shop.calculate(shop.asked(partId));
  const [kept, ...more] = (await env.FILES.list({ prefix: `parts/${partId}/shapes/` })).objects;
  expect([kept?.key, more]).toEqual([`parts/${partId}/shapes/-z`, []]);
  // Other layers come from what is kept: the geometry is not read again.
  await env.FILES.delete(`parts/${partId}/geometry.stl`);
  const fine = { ...choice, settings: { ...choice.settings, preset: "fine" as const, layerHeightUm: 120 } };
  expect((await shop.calculate(shop.asked(partId, {}, fine))).quote.lines[0]?.figures.layers).toBeGreaterThan(100);
  expect((await held.current.api("DELETE", `/parts/${partId}`)).status).toBe(204);
  expect((await env.FILES.list({ prefix: `parts/${partId}/` })).objects).toEqual([]);
});

test("once a slice of the part is known, estimates of other settings are set by it", async () => {
  const shop = new PrintShop(held.current);
  const part = await shop.part(tableStl());
  const at = (infillPercent: number): LineChoice => ({ ...choice, settings: { ...choice.settings, infillPercent } });
  const before = (await shop.calculate(shop.asked(part.partId, {}, at(60)))).quote.lines[0];
  await shop.calculate(shop.asked(part.partId, {}, at(30)));
  const run = shop.runsOf(part).find(({ input }) => input.settings.infillPercent === 30);
  if (!run) throw new Error("the slicer was not asked");
  const then = (await shop.calculate(shop.asked(part.partId, {}, at(30)))).quote.lines[0];
  const twice = 2 * (then?.figures.materialMg ?? 0);
  await shop.end(run, { figures: { ...figuresOf(twice), seconds: 2 * (then?.figures.seconds ?? 0) } });
  const after = (await shop.calculate(shop.asked(part.partId, {}, at(60)))).quote;
  expect(after.source).toBe("estimate");
  expect((after.lines[0]?.figures.materialMg ?? 0) / (before?.figures.materialMg ?? 1)).toBeCloseTo(2, 2);
  expect((after.lines[0]?.figures.seconds ?? 0) / (before?.figures.seconds ?? 1)).toBeCloseTo(2, 2);
});
