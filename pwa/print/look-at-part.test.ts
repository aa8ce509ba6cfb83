import { expect, test } from "vitest";
import type { Mesh } from "#quote/mesh/mesh";
import { box } from "#quote/mesh/solids";
import { firstShop } from "./choice.ts";
import { lookAtPart, stops } from "./look-at-part.ts";

const look = (mesh: Mesh, unit: "mm" | "inch" | null = null) =>
  lookAtPart({ mesh, unit: null, trailingBytes: 0 }, unit, firstShop);
const insideOut = ({ positions, triangles }: Mesh): Mesh => ({
  positions,
  triangles: triangles.map((_, i) => triangles[i - (i % 3) + ((3 - (i % 3)) % 3)] as number),
});

test("a part inside out is turned, told of, and has a price", () => {
  const { check, repairs, mesh } = look(insideOut(box([10, 20, 30])));
  expect(repairs).not.toHaveLength(0);
  expect(check.volumeMm3).toBeCloseTo(6_000);
  expect(stops(check)).toBe(false);
  expect(mesh.triangles).toHaveLength(36);
});

test("a part with a hole has no price, and the hole is pointed at", () => {
  const whole = box([10, 20, 30]);
  const { check } = look({ positions: whole.positions, triangles: whole.triangles.slice(3) });
  const open = check.findings.find(({ code }) => code === "mesh-open");
  expect(open?.triangles.length).toBeGreaterThan(0);
  expect(stops(check)).toBe(true);
});

test("the person's word about the unit counts, also for a part that was mended", () => {
  const { check } = look(insideOut(box([1, 2, 3])), "inch");
  expect(check.sizeUm).toEqual([25_400, 50_800, 76_200]);
  expect(check.unit).toMatchObject({ unit: "inch", reason: "declared" });
});

test("what is too large for the resin machine may still fit the other", () => {
  const { fits } = look(box([200, 150, 20]), "mm");
  expect(fits).toEqual({ fdm: "as-is", sla: "no" });
});
