import * as v from "valibot";
import { expect, test } from "vitest";
import { orientationProposalSchema } from "#contract/print-settings";
import { boxOf, sizeOf } from "../mesh/mesh.ts";
import { MeshBuilder } from "../mesh/mesh-builder.ts";
import { box } from "../mesh/solids.ts";
import { placed } from "./placed.ts";
import { proposeOrientations } from "./propose-orientation.ts";

const room = { widthUm: 246_000, depthUm: 206_000, heightUm: 208_000 };

test("a block lies as drawn: turning wins nothing", () => {
  const [best] = proposeOrientations(box([40, 30, 10]), [room]);
  expect(best).toMatchObject({
    orientation: { kind: "face-down", side: "-z" },
    reason: "as-drawn",
    supportMm3: 0,
    fits: true,
  });
});

test("a table is laid on its top, for least support", () => {
  const into = new MeshBuilder();
  box([6, 6, 20], [12, 12, 0], into);
  const table = box([30, 30, 4], [0, 0, 20], into);
  const proposals = proposeOrientations(table, [room]);
  expect(proposals[0]).toMatchObject({ orientation: { kind: "face-down", side: "+z" }, reason: "least-support" });
  for (const proposal of proposals) expect(v.is(orientationProposalSchema, proposal)).toBe(true);
});

test("a long post is laid down where it only fits lying", () => {
  const [best] = proposeOrientations(box([10, 10, 230]), [room]);
  expect(best).toMatchObject({ reason: "only-fit", fits: true, heightUm: 10_000 });
});

test("a part drawn askew is set on its largest face", () => {
  const askew = placed(box([40, 30, 8]), { kind: "quaternion", millionths: [200_000, 100_000, 0, 974_679] });
  const [best] = proposeOrientations(askew, [room]);
  if (!best) throw new Error("none");
  expect(best.orientation.kind).toBe("quaternion");
  const laid = sizeOf(boxOf(placed(askew, best.orientation).positions));
  expect(laid[2]).toBeCloseTo(8, 2);
  expect(best.heightUm).toBeCloseTo(8_000, -2);
});
