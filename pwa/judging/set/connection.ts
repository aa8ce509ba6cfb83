import { viewAngleDeg } from "./candidates.ts";
import type { Entry } from "./entry.ts";
import { grow } from "./grow.ts";
import type { Pair } from "./pair.ts";

/** How the photos of one pass hang together; `support`: by how many features each connected one is held. */
export type Connection = { mode: "mat" | "free"; support: Map<string, number> };

/** The server takes the mat's poses where it has at least so many: what it does is what is foretold. */
const posedLeast = 5;
const posedShareLeast = 0.4;
/** Measured: two photos less than this apart share something off the mat nine times out of ten, beyond 40° seldom. */
const nearDeg = 25;
/** Of a photo that the mat posed and that has none near it which could say otherwise. */
const presumedSupport = 10;

export function connectionOf(entries: readonly Entry[], pairs: readonly Pair[]): Connection {
  const ids = entries.map(({ id }) => id);
  const posed = entries.filter(({ pose }) => pose !== null);
  if (posed.length < Math.max(posedLeast, posedShareLeast * entries.length)) {
    return { mode: "free", support: grow(ids, pairs).joined };
  }
  return { mode: "mat", support: byMat(posed, pairs) };
}

/**
 * The mat poses each photo by itself, so nothing has to grow: the largest group whose photos show the same part counts.
 * A photo of another part on the same mat is posed as well, and belongs to no one.
 */
function byMat(posed: readonly Entry[], pairs: readonly Pair[]): Map<string, number> {
  const neighbours = new Map<string, Map<string, number>>(posed.map(({ id }) => [id, new Map()]));
  for (const { first, second, matches } of pairs) {
    if (matches.count === 0) continue;
    neighbours.get(first)?.set(second, matches.count);
    neighbours.get(second)?.set(first, matches.count);
  }
  let largest: string[] = [];
  const left = new Set(neighbours.keys());
  for (const start of neighbours.keys()) {
    if (!left.has(start)) continue;
    const group = reached(start, neighbours, left);
    if (group.length > largest.length) largest = group;
  }
  const support = new Map(largest.map((id) => [id, Math.max(0, ...(neighbours.get(id)?.values() ?? []))]));
  const held = posed.filter(({ id }) => support.has(id));
  for (const entry of posed) {
    const unproven = !support.has(entry.id) && !held.some((other) => isNear(entry, other));
    if (unproven) support.set(entry.id, presumedSupport);
  }
  return support;
}

function isNear(a: Entry, b: Entry): boolean {
  return a.id !== b.id && a.pose !== null && b.pose !== null && viewAngleDeg(a.pose, b.pose) < nearDeg;
}

function reached(start: string, neighbours: Map<string, Map<string, number>>, left: Set<string>): string[] {
  const group = [start];
  left.delete(start);
  for (const id of group) {
    for (const next of neighbours.get(id)?.keys() ?? []) if (left.delete(next)) group.push(next);
  }
  return group;
}
