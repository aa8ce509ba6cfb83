import type { Mesh } from "#quote/mesh/mesh";
import { box } from "#quote/mesh/solids";
import { firstChoice, firstShop } from "./choice.ts";
import { lookAtPart } from "./look-at-part.ts";
import type { PrintOrder } from "./order.ts";
import { makeShelf } from "./part-shelf.ts";

/** A block as an STL would give it, looked at, and on the shelf. */
export function shelvedBlock(partId = "block", mesh: Mesh = box([20, 20, 30])) {
  const read = { mesh, unit: null, trailingBytes: 0 };
  const looked = lookAtPart(read, "mm", firstShop);
  const shelf = makeShelf(() => firstShop);
  shelf.put(partId, { read, mesh: looked.mesh });
  const choice = firstChoice(firstShop, looked.ways);
  if (!choice) throw new Error("the first shop prints something");
  const order: PrintOrder = {
    ...{ lines: [{ partId, choice }], shipping: "tracked", country: "GB" },
    leadTime: "standard",
  };
  return { looked, shelf, choice, order };
}
