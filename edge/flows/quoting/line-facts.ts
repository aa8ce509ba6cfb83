import type { Catalogue } from "#contract/material-catalogue";
import type { PriceBook } from "#contract/price-book";
import type { LineChoice, PrintSettings } from "#contract/print-settings";
import type { QuoteAsked } from "#contract/quoting";
import { type Estimate, estimateFromSlice } from "#quote/estimate/estimate";
import type { SliceRow, WantedSlice } from "../../db/slices.ts";
import { type LineFacts, settingsInQuestion } from "../../domain/quoting/build-quote.ts";
import { type KnownSlice, nearestSlice } from "../../domain/quoting/nearest-slice.ts";
import type { Env } from "../../env.ts";
import { estimatorFor } from "./part-estimates.ts";

export interface AskedLine {
  readonly part: { readonly partId: string; readonly fileName: string; readonly geometrySha256: string };
  readonly choice: LineChoice;
  readonly wanted: WantedSlice;
}

/** What a line's price hangs on: its own slice, else the estimate, set by the part's nearest slice where there is one. */
export async function lineFacts(
  env: Pick<Env, "FILES">,
  { part, choice, wanted }: AskedLine,
  leadTime: QuoteAsked["leadTime"],
  known: readonly SliceRow[],
  catalogue: Catalogue,
  book: PriceBook,
): Promise<LineFacts> {
  const { settings } = choice;
  const ofPart = known.flatMap((row): (KnownSlice & { sliceId: string })[] =>
    row.figures && row.geometrySha256 === part.geometrySha256 ? [{ ...row, figures: row.figures }] : [],
  );
  const own = ofPart.find(({ sliceId }) => sliceId === wanted.sliceId);
  const near = own ?? nearestSlice(settings, wanted.print, ofPart);
  const asked = settingsInQuestion(choice, wanted.print.machine, leadTime, catalogue, book);
  const inQuestion = near ? [...asked, near.settings] : asked;
  const estimator = await estimatorFor(env, part, settings.orientation, inQuestion);
  const profiles = new Map(catalogue.materials.map(({ id, profile }) => [id, profile]));
  const alone = (of: PrintSettings): Estimate | null =>
    estimator?.(of, profiles.get(of.material) ?? wanted.print.profile) ?? null;
  const then = near && alone(near.settings);
  return {
    ...{ fileName: part.fileName, geometrySha256: part.geometrySha256, sliced: own?.figures ?? null },
    estimateOf(of) {
      const now = alone(of);
      return now && near && then ? estimateFromSlice(near.figures, then, now) : now;
    },
  };
}
