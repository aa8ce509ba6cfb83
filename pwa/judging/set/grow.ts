import type { Pair } from "./pair.ts";
import { tracksOf } from "./tracks.ts";

/** How the set hangs together. */
export type Growth = {
  /** Photos that joined, in the order they did; `support`: features that were known when each joined. */
  joined: Map<string, number>;
};

/** A photo joins where at least so many of its features are known from two photos that have joined. */
const supportLeast = 20;
/** The first two need more between them: all else is built on them. */
const startLeast = 40;
const planarMost = 0.9;

/**
 * Plays through how a reconstruction grows: two photos begin, and of the others always the one joins that sees most
 * points known by then. No geometry: tracks of verified matches stand for triangulated points.
 */
export function grow(ids: readonly string[], pairs: readonly Pair[]): Growth {
  const tracks = tracksOf(pairs);
  let best: Growth = { joined: new Map() };
  const left = new Set(ids);
  // A set that falls in two parts is tried from each: the larger one counts.
  while (left.size > best.joined.size) {
    const inside = pairs.filter((pair) => left.has(pair.first) && left.has(pair.second));
    const start = startOf(inside);
    if (start === null) break;
    const joined = growFrom(start, left, tracks);
    for (const id of joined.keys()) left.delete(id);
    if (joined.size > best.joined.size) best = { joined };
  }
  return best;
}

function startOf(pairs: readonly Pair[]): Pair | null {
  const able = pairs.filter(({ matches }) => matches.count >= startLeast);
  const deep = able.filter(({ planarShare }) => planarShare < planarMost);
  const ranked = (deep.length ? deep : able).toSorted((a, b) => b.matches.count - a.matches.count);
  return ranked[0] ?? null;
}

function growFrom(start: Pair, ids: ReadonlySet<string>, tracks: Map<string, Int32Array>): Map<string, number> {
  const seen = new Map<number, number>();
  const joined = new Map<string, number>();
  const join = (id: string, support: number) => {
    joined.set(id, support);
    for (const track of tracks.get(id) ?? []) seen.set(track, (seen.get(track) ?? 0) + 1);
  };
  join(start.first, start.matches.count);
  join(start.second, start.matches.count);
  for (;;) {
    let [next, most] = ["", supportLeast - 1];
    for (const id of ids) {
      if (joined.has(id)) continue;
      let support = 0;
      for (const track of tracks.get(id) ?? []) if ((seen.get(track) ?? 0) >= 2) support++;
      if (support > most) [next, most] = [id, support];
    }
    if (next === "") return joined;
    join(next, most);
  }
}
