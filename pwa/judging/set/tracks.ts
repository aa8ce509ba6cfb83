import type { Pair } from "./pair.ts";

const featuresMost = 4096;

/** For each photo the tracks its matched features belong to: features matched with each other, over all photos. */
export function tracksOf(pairs: readonly Pair[]): Map<string, Int32Array> {
  const number = new Map<string, number>();
  for (const { first, second } of pairs) {
    for (const id of [first, second]) if (!number.has(id)) number.set(id, number.size);
  }
  const parent = Int32Array.from({ length: number.size * featuresMost }, (_, i) => i);
  const used = new Uint8Array(parent.length);
  for (const { first, second, matches } of pairs) {
    const [a, b] = [number.get(first) as number, number.get(second) as number];
    for (let k = 0; k < matches.count; k++) {
      const i = a * featuresMost + (matches.first[k] as number);
      const j = b * featuresMost + (matches.second[k] as number);
      used[i] = used[j] = 1;
      parent[rootOf(parent, i)] = rootOf(parent, j);
    }
  }
  const tracks = new Map<string, Int32Array>();
  for (const [id, index] of number) {
    const mine = new Set<number>();
    for (let i = index * featuresMost; i < (index + 1) * featuresMost; i++) {
      if (used[i]) mine.add(rootOf(parent, i));
    }
    tracks.set(id, Int32Array.from(mine));
  }
  return tracks;
}

function rootOf(parent: Int32Array, start: number): number {
  let at = start;
  while (parent[at] !== at) {
    parent[at] = parent[parent[at] as number] as number;
    at = parent[at] as number;
  }
  return at;
}
