import { expect, test } from "vitest";
import { firstShop, withLine, withMaterial, withProcess, withSettings, withWay } from "./choice.ts";
import { cheaperWays, estimateOrder } from "./estimate-order.ts";
import type { PrintOrder } from "./order.ts";
import { shelvedBlock } from "./testing.ts";

const { shelf, order, looked } = shelvedBlock();
const price = (of: PrintOrder) => {
  const made = estimateOrder(firstShop, of, shelf.estimateOf);
  if (!made.ok) throw new Error(made.why);
  return made.estimate;
};
const withInfill = (infillPercent: number) =>
  withLine(order, "block", (choice) => withSettings(choice, { infillPercent }));

test("an estimate lies in its own range, and its breakdown sums to its total", () => {
  const many = withLine(order, "block", (choice) => ({ ...choice, quantity: 30 }));
  const { lines, price: whole, rangeMinor } = price(many);
  const sum = [...(lines[0]?.price.breakdown ?? []), ...whole.breakdown].reduce((all, { minor }) => all + minor, 0);
  expect(sum).toBe(whole.totalMinor);
  expect(rangeMinor.low).toBeLessThan(whole.totalMinor);
  expect(rangeMinor.high).toBeGreaterThan(whole.totalMinor);
  expect(whole.review).toContain("estimate");
});

test("below the order's minimum the range is next to none", () => {
  const { price: whole, rangeMinor } = price(withInfill(0));
  expect(whole.breakdown[0]).toMatchObject({ term: "order-minimum" });
  // Only the parcel's weight is still open.
  expect(rangeMinor.high - rangeMinor.low).toBeLessThan(5);
});

test("more infill never costs less", () => {
  const totals = [0, 20, 40, 60, 80, 100].map((percent) => {
    const many = withLine(withInfill(percent), "block", (choice) => ({ ...choice, quantity: 30 }));
    return price(many).price.totalMinor;
  });
  expect(totals).toEqual(totals.toSorted((a, b) => a - b));
  expect(totals.at(-1)).toBeGreaterThan(totals[0] as number);
});

test("a change of the slider is priced within a tenth of a second", () => {
  price(order);
  const began = performance.now();
  for (let percent = 21; percent < 41; percent += 1) price(withInfill(percent));
  expect((performance.now() - began) / 20).toBeLessThan(100);
});

test("each way to lower the price does lower it by what it says", () => {
  const many = withLine(withInfill(100), "block", (choice) => ({ ...choice, quantity: 20 }));
  const [line] = many.lines;
  if (!line) throw new Error("there is a line");
  const ways = cheaperWays(firstShop, line, many.leadTime, shelf.estimateOf);
  expect(ways).toHaveLength(2);
  const before = price(many).lines[0]?.price;
  for (const way of ways) {
    const then = price(withWay(firstShop, many, "block", way)).lines[0]?.price;
    const of = way.change === "quantity" ? "perPieceMinor" : "totalMinor";
    expect((before?.[of] ?? 0) - (then?.[of] ?? 0)).toBe(way.savesMinor);
  }
});

test("what the shop does not print, send or know is said and not guessed", () => {
  const of = (to: Partial<PrintOrder>) => estimateOrder(firstShop, { ...order, ...to }, shelf.estimateOf);
  expect(of({ country: "US" })).toEqual({ ok: false, why: "not-sent-there" });
  expect(of({ lines: [{ ...order.lines[0], partId: "gone" } as (typeof order.lines)[0]] })).toEqual({
    ok: false,
    why: "no-material",
  });
  const finish = withLine(order, "block", (choice) => ({ ...choice, finish: "gilded" }));
  expect(of({ lines: finish.lines })).toEqual({ ok: false, why: "no-price", term: "finish gilded" });
});

test("resin is estimated in its own layers", () => {
  const resin = withLine(order, "block", (choice) =>
    withProcess(firstShop, choice, "sla", looked.ways.sla[0]?.orientation),
  );
  const line = price(resin).lines[0];
  expect(resin.lines[0]?.choice.settings).toMatchObject({
    process: "sla",
    material: "resin-standard",
    preset: "standard",
  });
  // 30 mm and the 5 mm it is lifted by, in layers of 50 µm; lying down it is 20 mm high.
  expect([700, 500]).toContain(line?.figures.layers);
});

test("a material brings a colour and a preset that it has", () => {
  const fine = withLine(order, "block", (choice) => ({
    ...withSettings(choice, { preset: "fine", layerHeightUm: 100 }),
    colour: "orange",
  }));
  const [line] = withLine(fine, "block", (choice) => withMaterial(firstShop, choice, "tpu")).lines;
  expect(line?.choice).toMatchObject({
    colour: "black",
    settings: { material: "tpu", preset: "draft", layerHeightUm: 300 },
  });
});
