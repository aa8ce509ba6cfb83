import * as v from "valibot";
import { expect, test } from "vitest";
import { meshCheckSchema } from "#contract/mesh-check";
import { problems } from "#contract/problem";
import { defaultCatalogue } from "../price/default-catalogue.ts";
import { checkPart } from "./check-part.ts";
import type { Mesh } from "./mesh.ts";
import { MeshBuilder } from "./mesh-builder.ts";
import { repairSafely } from "./repair.ts";
import { box } from "./solids.ts";

const settings = { unit: "mm", machines: defaultCatalogue.machines, wallMmLeast: 0.8 } as const;
const check = (mesh: Mesh, more: Partial<Parameters<typeof checkPart>[1]> = {}) =>
  checkPart({ mesh, unit: null, trailingBytes: 0 }, { ...settings, ...more }).check;
const codes = (mesh: Mesh, more = {}) => check(mesh, more).findings.map(({ code, severity }) => `${code} ${severity}`);
const find = (mesh: Mesh, code: string) => check(mesh).findings.find((finding) => finding.code === code);

const part = box([10, 20, 30]);
const turned = ({ positions, triangles }: Mesh, which: (t: number) => boolean): Mesh => ({
  positions,
  triangles: triangles.map((vertex, i) =>
    i % 3 && which(Math.floor(i / 3)) ? (triangles[i % 3 === 1 ? i + 1 : i - 1] as number) : vertex,
  ),
});

test("a good part has nothing to tell, and its figures are right", () => {
  const told = check(part);
  expect(told).toMatchObject({
    triangles: 12,
    vertices: 8,
    bodies: 1,
    watertight: true,
    sizeUm: [10_000, 20_000, 30_000],
    findings: [],
  });
  expect([told.volumeMm3, told.areaMm2]).toEqual([6_000, 2_200]);
  expect(v.is(meshCheckSchema, told)).toBe(true);
});

test("a hole is found, with the triangles round it", () => {
  const open = { ...part, triangles: part.triangles.slice(3) };
  expect(codes(open)).toEqual(["mesh-open stops"]);
  expect(find(open, "mesh-open")).toMatchObject({ count: 3 });
  expect(find(open, "mesh-open")?.triangles).toHaveLength(3);
  expect(repairSafely(open)).toMatchObject({ steps: [], watertight: false });
});

test("a face turned over is found, and turned back", () => {
  const wrong = turned(part, (t) => t === 4);
  expect(codes(wrong)).toEqual(["mesh-flipped stops"]);
  expect(repairSafely(wrong)).toMatchObject({ steps: ["faces-turned"], watertight: true });
  expect(check(repairSafely(wrong).mesh).volumeMm3).toBe(6_000);
});

test("a part inside out is found, and turned out", () => {
  const wrong = turned(part, () => true);
  expect(codes(wrong)).toEqual(["mesh-inverted stops"]);
  expect(repairSafely(wrong).steps).toEqual(["body-turned-out"]);
  expect(codes(repairSafely(wrong).mesh)).toEqual([]);
});

function two(second: [number, number, number], at: [number, number, number], inverted: boolean): Mesh {
  const into = new MeshBuilder();
  box([30, 30, 30], [0, 0, 0], into);
  const both = box(second, at, into);
  return inverted ? turned(both, (t) => t >= 12) : both;
}

test("a hollow is no fault; the same body outside is inside out", () => {
  expect(codes(two([10, 10, 10], [10, 10, 10], true))).toEqual(["mesh-overhangs tells"]);
  expect(check(two([10, 10, 10], [10, 10, 10], true)).volumeMm3).toBe(26_000);
  expect(codes(two([10, 10, 10], [40, 0, 0], true))).toEqual(["mesh-inverted stops"]);
  expect(codes(two([10, 10, 10], [40, 0, 0], false))).toEqual(["mesh-shells tells"]);
});

test("two bodies that share an edge are told, and still closed", () => {
  const told = check(two([10, 10, 30], [30, 30, 0], false));
  expect(told.watertight).toBe(true);
  expect(told.findings.map(({ code }) => code)).toEqual(["mesh-edges-shared"]);
});

test("edges written a hair apart are closed; triangles without area do not open a part", () => {
  const apart: Mesh = {
    positions: Float32Array.from(
      [...part.triangles].flatMap((vertex, i) =>
        [0, 1, 2].map((k) => (part.positions[vertex * 3 + k] as number) + (i % 5) * 1e-6),
      ),
    ),
    triangles: Uint32Array.from(part.triangles, (_, i) => i),
  };
  expect(codes(apart)).toEqual([]);
  expect(repairSafely(apart)).toMatchObject({ steps: ["vertices-merged"], watertight: true });
  const empty = { ...part, triangles: Uint32Array.from([...part.triangles, 3, 3, 5]) };
  expect(codes(empty)).toEqual(["mesh-degenerate tells"]);
  expect(repairSafely(empty)).toMatchObject({ steps: ["empty-triangles-dropped"], watertight: true });
});

test("a thin wall is told with its thickness; a sharp edge of a thick part is not", () => {
  const sheet = find(box([40, 0.5, 30]), "mesh-thin-walls");
  expect(sheet?.detail).toContain("0.50 mm at the thinnest");
  expect(sheet?.triangles.length).toBeGreaterThan(2);
  expect(find(box([40, 0.9, 30]), "mesh-thin-walls")).toBeUndefined();
  const wedge = new MeshBuilder();
  const at = [
    [0, 0, 0],
    [40, 0, 0],
    [40, 0, 40],
    [0, 30, 0],
    [40, 30, 0],
    [40, 30, 40],
  ].map(([x, y, z]) => wedge.vertex(x as number, y as number, z as number));
  for (const face of ["021", "345", "014", "043", "125", "154", "035", "052"]) {
    const [a, b, c] = [...face].map((letter) => at[Number(letter)] as number) as [number, number, number];
    wedge.triangle(a, c, b);
  }
  expect(codes(wedge.done()).filter((code) => code.startsWith("mesh-thin"))).toEqual([]);
});

test("what hangs over is told by its area; what lies on the bed is not", () => {
  const into = new MeshBuilder();
  box([10, 10, 20], [10, 10, 0], into);
  const table = box([30, 30, 5], [0, 0, 20.001], into);
  expect(find(table, "mesh-overhangs")?.detail).toBe("900 mm²");
});

test.each([
  ["fits as it lies", [100, 100, 100], []],
  ["fits across the bed", [260, 10, 10], []],
  ["fits lying only", [20, 20, 240], ["mesh-fits-turned tells"]],
  ["fits nowhere", [400, 300, 20], ["mesh-too-large stops"]],
  ["is 1e9 mm", [1e9, 1e9, 1e9], ["mesh-too-large stops"]],
  ["is 1e-9 mm", [1e-9, 1e-9, 1e-9], ["mesh-too-small stops"]],
] as const)("a part that %s", (_name, size, expected) => {
  expect(codes(box([...size])).filter((code) => !code.startsWith("mesh-thin"))).toEqual(expected);
});

test.each([
  ["millimetres", [20, 30, 40], "mm", true, "usual-size"],
  ["metres", [0.02, 0.03, 0.04], "m", false, "metre-sized"],
  ["inches", [1, 2, 0.5], "inch", false, "too-small-for-mm"],
  ["inches on a grid of sixteenths", [9.0625, 2.5, 0.5], "inch", false, "inch-grid"],
  ["micrometres", [20_000, 30_000, 5_000], "um", false, "too-large-for-mm"],
] as const)("the unit of a part in %s is guessed", (_name, size, unit, sure, reason) => {
  const guess = check(box([...size]), { unit: null }).unit;
  expect([guess.unit, guess.sure, guess.reason]).toEqual([unit, sure, reason]);
});

test("every finding has a problem's text", () => {
  for (const code of codes(two([10, 10, 10], [40, 0, 0], true)))
    expect(problems).toHaveProperty(code.split(" ")[0] as string);
});
