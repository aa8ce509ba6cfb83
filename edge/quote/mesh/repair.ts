import { EdgeTable } from "./edges.ts";
import { bodiesOf, measuresOf } from "./measures.ts";
import { mergedNear } from "./merge-near.ts";
import type { Mesh } from "./mesh.ts";

/** What was done to a part, in the order it was done. */
export type RepairStep =
  | "vertices-merged"
  | "empty-triangles-dropped"
  | "faces-turned"
  | "body-turned-out"
  | "holes-closed";

export interface Repaired {
  mesh: Mesh;
  steps: RepairStep[];
  watertight: boolean;
}

/** Only what cannot change the shape: merge, drop, turn. Holes stay holes, for the slicer's worker. */
export function repairSafely(mesh: Mesh): Repaired {
  const steps: RepairStep[] = [];
  let now = mesh;
  if (new EdgeTable(now).census().openEdges > 0) {
    const merged = mergedNear(now);
    if (merged.triangles.some((vertex, i) => vertex !== now.triangles[i])) {
      now = merged;
      steps.push("vertices-merged");
    }
  }
  const kept = withoutEmpty(now);
  if (kept.triangles.length < now.triangles.length) steps.push("empty-triangles-dropped");
  const turned = consistent(kept);
  if (turned !== kept) steps.push("faces-turned");
  const out = turnedOut(turned);
  if (out !== turned) steps.push("body-turned-out");
  return { mesh: out, steps, watertight: new EdgeTable(out).census().openEdges === 0 };
}

function withoutEmpty({ positions, triangles }: Mesh): Mesh {
  const kept: number[] = [];
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t], triangles[t + 1], triangles[t + 2]] as [number, number, number];
    if (a !== b && b !== c && c !== a) kept.push(a, b, c);
  }
  return { positions, triangles: Uint32Array.from(kept) };
}

/** Neighbours over an edge of exactly two triangles take the side of the first one met. */
function consistent(mesh: Mesh): Mesh {
  const table = new EdgeTable(mesh);
  const count = mesh.triangles.length / 3;
  const neighbours: { other: number; same: boolean }[][] = Array.from({ length: count }, () => []);
  let wrong = 0;
  for (let edge = 0; edge < table.count; edge += 1) {
    if (table.uses[edge] !== 2) continue;
    const [a, b] = [table.first(edge), table.second[edge] as number];
    const same = table.balance[edge] === 0;
    if (!same) wrong += 1;
    neighbours[a]?.push({ other: b, same });
    neighbours[b]?.push({ other: a, same });
  }
  if (wrong === 0) return mesh;
  const turn = new Int8Array(count).fill(-1);
  for (let start = 0; start < count; start += 1) {
    if (turn[start] !== -1) continue;
    turn[start] = 0;
    const open = [start];
    for (let t = open.pop(); t !== undefined; t = open.pop()) {
      for (const { other, same } of neighbours[t] ?? []) {
        if (turn[other] !== -1) continue;
        turn[other] = same ? (turn[t] as number) : 1 - (turn[t] as number);
        open.push(other);
      }
    }
  }
  return withTurned(mesh, (t) => turn[t] === 1);
}

/** A whole that holds less than nothing is inside out; hollows within it are turned along. */
function turnedOut(mesh: Mesh): Mesh {
  const { bodyOf, bodies } = bodiesOf(mesh);
  return measuresOf(mesh, bodyOf, bodies).volumeMm3 < 0 ? withTurned(mesh, () => true) : mesh;
}

function withTurned({ positions, triangles }: Mesh, turned: (triangle: number) => boolean): Mesh {
  const made = triangles.slice();
  for (let t = 0; t * 3 < made.length; t += 1) {
    if (!turned(t)) continue;
    made[t * 3 + 1] = triangles[t * 3 + 2] as number;
    made[t * 3 + 2] = triangles[t * 3 + 1] as number;
  }
  return { positions, triangles: made };
}
