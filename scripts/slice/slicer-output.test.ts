import { expect, test } from "vitest";
import { readInfo, wasRepaired } from "./slicer-output.ts";

const whole = "[p.stl]\nnumber_of_facets = 2958\nmanifold = yes\nnumber_of_parts =  1\nvolume = 26978.357422\n";

test("a closed body is told with its figures, and needs no repair", () => {
  expect(readInfo(whole)).toEqual({ facets: 2958, parts: 1, volume: 26978.357422, manifold: true, openEdges: null });
  expect(wasRepaired(whole)).toBe(false);
});

test("open edges are counted", () => {
  const info = readInfo(whole.replace("manifold = yes", "manifold = no\nopen_edges = 7"));
  expect([info.manifold, info.openEdges]).toEqual([false, 7]);
});

test("a facet that had to be turned counts as a repair though the body is closed", () => {
  expect(wasRepaired(whole.replace("yes\n", "yes\nfacets_reversed = 1\n"))).toBe(true);
});
