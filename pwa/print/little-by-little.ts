import type { PrintSettings } from "#contract/print-settings";
import type { Estimate } from "#quote/estimate/estimate";

class Later extends Error {}

type Estimates = {
  readonly knows: (partId: string, settings: PrintSettings) => boolean;
  readonly estimateOf: (partId: string, settings: PrintSettings) => Estimate | null;
};

/**
 * Work that needs many estimates, with at most one new one a turn: what was estimated is known from then on, so it is
 * begun again until it comes through, and between two turns a person's next choice is answered. Null: another turn.
 */
export function oneMoreEstimate<Done>(
  { knows, estimateOf }: Estimates,
  work: (estimateOf: Estimates["estimateOf"]) => Done,
): { done: Done } | null {
  let made = 0;
  try {
    const done = work((partId, settings) => {
      if (!knows(partId, settings) && made++ > 0) throw new Later();
      return estimateOf(partId, settings);
    });
    return { done };
  } catch (error) {
    if (error instanceof Later) return null;
    throw error;
  }
}
