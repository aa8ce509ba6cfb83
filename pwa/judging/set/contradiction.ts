import type { Pair } from "./pair.ts";

/**
 * Share of chains i → j → k that end in another feature than i → k says: repeated structure that was matched one
 * pattern too far agrees with each pair's own geometry, and gives itself away here.
 */
export function contradictionOf(pairs: readonly Pair[]): number {
  const maps = new Map<string, Map<string, Map<number, number>>>();
  for (const pair of pairs) {
    if (pair.matches.count === 0) continue;
    insert(maps, pair.first, pair.second, pair.matches.first, pair.matches.second);
    insert(maps, pair.second, pair.first, pair.matches.second, pair.matches.first);
  }
  let [same, other] = [0, 0];
  for (const [i, fromI] of maps) {
    for (const [j, viaJ] of fromI) {
      for (const [k, fromJ] of maps.get(j) ?? []) {
        const direct = fromI.get(k);
        if (k === i || direct === undefined) continue;
        for (const [a, b] of viaJ) {
          const [chained, straight] = [fromJ.get(b), direct.get(a)];
          if (chained === undefined || straight === undefined) continue;
          if (chained === straight) same++;
          else other++;
        }
      }
    }
  }
  return same + other === 0 ? 0 : other / (same + other);
}

function insert(
  maps: Map<string, Map<string, Map<number, number>>>,
  from: string,
  to: string,
  left: Int32Array,
  right: Int32Array,
): void {
  const of = maps.get(from) ?? new Map<string, Map<number, number>>();
  maps.set(from, of);
  const map = new Map<number, number>();
  for (let k = 0; k < left.length; k++) map.set(left[k] as number, right[k] as number);
  of.set(to, map);
}
