import { expect, test } from "vitest";
import { bodiesMayMeet } from "./bodies-meet.ts";
import type { Mesh } from "./mesh.ts";
import { MeshBuilder } from "./mesh-builder.ts";
import { box } from "./solids.ts";

function boxes(...placed: [size: [number, number, number], at: [number, number, number]][]): Mesh {
  const into = new MeshBuilder();
  for (const [size, at] of placed) box(size, at, into);
  return into.done();
}
const cube: [number, number, number] = [20, 20, 20];
const turned = ({ positions, triangles }: Mesh, from: number): Mesh => ({
  positions,
  triangles: triangles.map((v, i) =>
    i < from * 3 || i % 3 === 0 ? v : (triangles[i % 3 === 1 ? i + 1 : i - 1] as number),
  ),
});

test.each([
  ["one body", boxes([cube, [0, 0, 0]]), false],
  ["two apart", boxes([cube, [0, 0, 0]], [cube, [30, 0, 0]]), false],
  [
    "two that touch",
    boxes(
      [cube, [0, 0, 0]],
      [
        [10, 10, 10],
        [20, 5, 5],
      ],
    ),
    false,
  ],
  ["two that overlap", boxes([cube, [0, 0, 0]], [cube, [10, 5, 5]]), true],
  [
    "three, of which the outer overlap",
    boxes(
      [cube, [0, 0, 0]],
      [
        [5, 5, 5],
        [5, 40, 5],
      ],
      [cube, [15, 0, 0]],
    ),
    true,
  ],
  [
    "one within another",
    boxes(
      [cube, [0, 0, 0]],
      [
        [5, 5, 5],
        [8, 8, 8],
      ],
    ),
    true,
  ],
  [
    "a hollow, which is no body",
    turned(
      boxes(
        [cube, [0, 0, 0]],
        [
          [5, 5, 5],
          [8, 8, 8],
        ],
      ),
      12,
    ),
    false,
  ],
] as const)("%s", (_name, mesh, meet) => {
  expect(bodiesMayMeet(mesh)).toBe(meet);
});
