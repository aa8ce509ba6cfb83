import { expect, test } from "vitest";
import type { Orientation } from "#contract/print-settings";
import type { PartView } from "#contract/quoting";
import { box } from "#quote/mesh/solids";
import { firstShop } from "../print/choice.ts";
import { lookAtPart } from "../print/look-at-part.ts";
import { onPriceEvent } from "../print/price-state.ts";
import { type Looked, pricedHere, unread } from "./bench.ts";
import { blankState, orderWithPart, partToPrice, type WidgetState, withShopsView } from "./widget-state.ts";

const file = { name: "a.stl", size: 1 } as File;
const withPart = (looked: Looked | null, partId = "p"): WidgetState => ({
  ...{ ...blankState("DE"), shop: firstShop },
  part: { partId, file, share: 1, looked, problem: null },
});
function looked(mesh = box([20, 30, 40])): Looked {
  const seen = lookAtPart({ mesh, format: "stl-binary", unit: null, notes: [] } as never, "mm", firstShop);
  return { check: seen.check, repaired: false, ways: seen.ways, mesh: seen.mesh, mendable: false };
}

test("a part begins with what the shop proposes, sent to where the page says", () => {
  expect(orderWithPart(blankState("DE"))).toBeNull();
  expect(orderWithPart({ ...withPart(null), shop: firstShop })).toBeNull();
  const order = orderWithPart(withPart(looked()));
  expect(order).toMatchObject({ country: "DE", shipping: "abroad", lines: [{ partId: "p", choice: { quantity: 1 } }] });
});

test("the next file keeps the choice and lies as is right for it; one with holes has no order", () => {
  const before = withPart(looked());
  const order = orderWithPart(before);
  const choice = order?.lines[0]?.choice;
  if (!order || !choice) throw new Error("no order");
  const chosen = { ...order, lines: [{ partId: "p", choice: { ...choice, quantity: 7 } }] };
  const lying: Orientation = { kind: "face-down", side: "+x" };
  const next: Looked = { ...looked(), ways: { fdm: [{ orientation: lying }], sla: [] } };
  const price = onPriceEvent(before.price, { type: "chosen", order: chosen });
  expect(orderWithPart({ ...withPart(next, "q"), price })?.lines).toMatchObject([
    { partId: "q", choice: { quantity: 7, settings: { orientation: lying } } },
  ]);
  const open = box([20, 20, 20]);
  const holed = looked({ ...open, triangles: open.triangles.slice(6) });
  expect(orderWithPart({ ...withPart(holed), price })?.lines).toEqual([]);
});

test("a part whose surface the shop can mend is priced there, and known by what it made of it", () => {
  const open = box([20, 20, 20]);
  const holed: Looked = { ...looked({ ...open, triangles: open.triangles.slice(6) }), mendable: true };
  expect(pricedHere(holed)).toBe(false);
  expect(orderWithPart(withPart(holed))?.lines).toMatchObject([{ partId: "p" }]);
  const { check } = looked();
  expect(withShopsView(withPart(holed), { partId: "p", check } as PartView).part?.looked?.check).toBe(check);
  const whole = withPart(looked());
  expect(withShopsView(whole, { partId: "p", check } as PartView)).toBe(whole);
});

test("a file that only the shop can read goes there in its own unit, and is known by what the shop found", () => {
  expect(partToPrice(withPart(unread))).toMatchObject({ partId: "p", unit: null });
  expect(partToPrice(withPart(looked()))).toMatchObject({ unit: "mm" });
  expect(partToPrice(withPart(null))).toBeNull();
  const { check } = looked();
  const seen = withShopsView(withPart(unread), { partId: "p", check } as PartView);
  expect(seen.part?.looked).toMatchObject({ check, mesh: null });
  const other = withPart(unread);
  expect(withShopsView(other, { partId: "another", check } as PartView)).toBe(other);
});
