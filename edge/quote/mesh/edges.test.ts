import { expect, test } from "vitest";
import { EdgeTable } from "./edges.ts";
import { MeshBuilder } from "./mesh-builder.ts";
import { box } from "./solids.ts";

test("a closed surface has three edges to two triangles, each passed both ways, between the vertices it names", () => {
  const mesh = box([3, 2, 1]);
  const table = new EdgeTable(mesh);
  expect(table.count).toBe((mesh.triangles.length / 3) * 1.5);
  expect(table.census()).toMatchObject({ openEdges: 0, flippedEdges: 0, sharedEdges: 0 });
  for (let edge = 0; edge < table.count; edge += 1) {
    const cornersOf = (triangle: number) => new Set(mesh.triangles.subarray(triangle * 3, triangle * 3 + 3));
    const [corners, others] = [cornersOf(table.first(edge)), cornersOf(table.second[edge] as number)];
    for (const vertex of [table.from(edge), table.to(edge)]) {
      expect([corners.has(vertex), others.has(vertex)]).toEqual([true, true]);
    }
  }
});

test("loose triangles, with twice as many edges as a closed surface, are all counted", () => {
  const into = new MeshBuilder();
  for (let i = 0; i < 500; i += 1) into.triangle(into.vertex(i, 0, 0), into.vertex(i, 1, 0), into.vertex(i, 0, 1 + i));
  const table = new EdgeTable(into.done());
  expect([table.count, table.census().openEdges]).toEqual([1_500, 1_500]);
  expect(table.second.subarray(0, table.count).every((triangle) => triangle === -1)).toBe(true);
});

test("an edge that hundreds of triangles share is shared, and no more", () => {
  const into = new MeshBuilder();
  const [a, b] = [into.vertex(0, 0, 0), into.vertex(0, 0, 1)];
  for (let i = 0; i < 400; i += 1) into.triangle(a, b, into.vertex(1, i, 0));
  expect(new EdgeTable(into.done()).census()).toMatchObject({ sharedEdges: 1, openEdges: 801 });
});
