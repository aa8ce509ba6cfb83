import type { Agenda } from "./agenda.ts";
import type { Connection } from "./connection.ts";
import { contradictionOf } from "./contradiction.ts";
import type { Entry } from "./entry.ts";
import type { Pair } from "./pair.ts";

/** The figures the set's chances are worked out from. */
export type Measures = {
  mode: Connection["mode"];
  photos: number;
  connectedShare: number;
  /** Median and lower tenth of the features that hold each connected photo. */
  supportMedian: number;
  supportLow: number;
  /** Median number of photos each photo overlaps with; while pairs are open, as many of them as of those compared. */
  partnersMedian: number;
  contradiction: number;
};

export function measure(
  entries: readonly Entry[],
  pairs: readonly Pair[],
  connection: Connection,
  { pairsOf }: Pick<Agenda, "pairsOf">,
): Measures {
  const supports = [...connection.support.values()].toSorted((a, b) => a - b);
  const partners = new Map(entries.map(({ id }) => [id, 0]));
  for (const { first, second, matches } of pairs) {
    if (matches.count === 0) continue;
    for (const id of [first, second]) if (partners.has(id)) partners.set(id, (partners.get(id) ?? 0) + 1);
  }
  for (const [id, found] of partners) {
    const { open, compared } = pairsOf(id);
    partners.set(id, Math.round((found * (open + compared)) / Math.max(1, compared)));
  }
  return {
    mode: connection.mode,
    photos: entries.length,
    connectedShare: entries.length ? connection.support.size / entries.length : 0,
    supportMedian: at(supports, 0.5),
    supportLow: at(supports, 0.1),
    partnersMedian: at(
      [...partners.values()].toSorted((a, b) => a - b),
      0.5,
    ),
    contradiction: contradictionOf(pairs),
  };
}

const at = (sorted: number[], share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
