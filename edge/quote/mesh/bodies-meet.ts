import { bodiesOf, measuresOf } from "./measures.ts";
import type { Mesh } from "./mesh.ts";

/** More are not compared: such a file is a plate of small parts. */
const bodiesMax = 500;

/** Whether two bodies may share room: their boxes overlap. Hollows, which hold less than nothing, are no bodies. */
export function bodiesMayMeet(mesh: Mesh): boolean {
  const { bodyOf, bodies } = bodiesOf(mesh);
  if (bodies < 2 || bodies > bodiesMax) return false;
  const { bodyVolumesMm3 } = measuresOf(mesh, bodyOf, bodies);
  const boxes = boxesOf(mesh, bodyOf, bodies).filter((_, body) => (bodyVolumesMm3[body] as number) > 0);
  boxes.sort((a, b) => (a[0] as number) - (b[0] as number));
  return boxes.some((box, i) => {
    for (let j = i + 1; j < boxes.length && (boxes[j]?.[0] as number) < (box[3] as number); j += 1) {
      if (overlap(box, boxes[j] as number[])) return true;
    }
    return false;
  });
}

const overlap = (a: number[], b: number[]): boolean =>
  [0, 1, 2].every((k) => (a[k] as number) < (b[k + 3] as number) && (b[k] as number) < (a[k + 3] as number));

/** Of each body: the least of each axis, then the most. */
export function boxesOf({ positions, triangles }: Mesh, bodyOf: Uint32Array, bodies: number): number[][] {
  const boxes = Array.from({ length: bodies }, () => [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity]);
  for (let i = 0; i < triangles.length; i += 1) {
    const box = boxes[bodyOf[Math.floor(i / 3)] as number] as number[];
    for (let k = 0; k < 3; k += 1) {
      const value = positions[(triangles[i] as number) * 3 + k] as number;
      box[k] = Math.min(box[k] as number, value);
      box[k + 3] = Math.max(box[k + 3] as number, value);
    }
  }
  return boxes;
}
