import type { ProblemCode } from "#contract/problem";
import type { QuoteAsked } from "#contract/quoting";
import { sliceVersions } from "#contract/slice";
import { TermMissing } from "#quote/price/terms";
import { derivedId } from "../../adapters/derived-id.ts";
import { type Db, openDb } from "../../db/client.ts";
import { findPart } from "../../db/parts.ts";
import { findPriceBook, livePriceBook, readCatalogue } from "../../db/price-books.ts";
import type { QuoteRow } from "../../db/quotes.ts";
import { findSlices, type WantedSlice } from "../../db/slices.ts";
import { buildQuote, type LineFacts, machineFor, unfitChoice } from "../../domain/quoting/build-quote.ts";
import { roughVersion } from "../../domain/quoting/rough-figures.ts";
import type { Env } from "../../env.ts";
import { stopsAt } from "./prepare-part.ts";
import { sliceWanted } from "./slice-wanted.ts";

const dayMs = 86_400_000;

export type Composed =
  | {
      readonly ok: true;
      readonly row: QuoteRow;
      /** The slice of each line, by lineId. */
      readonly slices: ReadonlyMap<string, WantedSlice>;
    }
  | { readonly ok: false; readonly code: ProblemCode; readonly detail: string };
type Refusal = Extract<Composed, { ok: false }>;

export interface ComposedAs {
  readonly follows: string | null;
  /** The book's version that holds for it; null: the one that is live. */
  readonly priceBook: number | null;
}

/** A quote as it would be by what is known now; nothing is written. */
export async function composeQuote(
  env: Pick<Env, "DB" | "SLICER_BASE">,
  ownerId: string,
  asked: QuoteAsked,
  nowMs: number,
  { follows, priceBook }: ComposedAs,
): Promise<Composed> {
  const db = openDb(env.DB);
  const catalogue = await readCatalogue(db);
  const kept = priceBook === null ? undefined : await findPriceBook(db, priceBook);
  const book = kept?.book ?? (await livePriceBook(db));
  const slices = new Map<string, WantedSlice>();
  const facts: Omit<LineFacts, "sliced">[] = [];
  for (const { lineId, partId, choice } of asked.lines) {
    const unfit = unfitChoice(choice, catalogue);
    if (unfit) return unfit;
    const part = await partOf(db, ownerId, partId);
    if ("code" in part) return part;
    facts.push(part);
    const material = catalogue.materials.find(({ id }) => id === choice.settings.material);
    const machine = machineFor(catalogue, book, choice.settings.process);
    if (!machine || !material)
      return { ok: false, code: "price-term-missing", detail: `a machine for ${choice.settings.process}` };
    const print = { machine: machine.id, profile: material.profile, densityMgPerCm3: material.densityMgPerCm3 };
    slices.set(lineId, await sliceWanted(part.geometrySha256, choice.settings, print));
  }
  const known = await findSlices(
    db,
    [...slices.values()].map(({ sliceId }) => sliceId),
  );
  const rowOf = (lineId: string) => known.get(slices.get(lineId)?.sliceId ?? "");
  const sliced = facts.map((part, i) => ({ ...part, sliced: rowOf(asked.lines[i]?.lineId ?? "")?.figures ?? null }));
  try {
    const built = buildQuote(asked, sliced, catalogue, book);
    const slicer = [...known.values()].find(({ figures }) => figures)?.slicer ?? sliceVersions.slicer;
    const { quoteId, revision, roomId } = asked;
    const row: QuoteRow = {
      ...{ quoteId, ownerId, channelId: await derivedId("channel", ownerId, roomId), revision, follows, asked },
      ...{ lines: built.lines, price: built.price, source: built.source },
      versions: {
        ...{ priceBook: book.version, profile: sliceVersions.profile },
        slicer: built.source === "slice" ? slicer : roughVersion,
      },
      ...{ totalMinor: built.price.totalMinor, currency: built.price.currency },
      ...{ rangeLowMinor: built.rangeMinor?.low ?? null, rangeHighMinor: built.rangeMinor?.high ?? null },
      ...{ needsReview: built.price.review.length > 0, sliced: built.source === "slice" || Boolean(env.SLICER_BASE) },
      ...{ createdAtMs: nowMs, expiresAtMs: nowMs + book.validDays * dayMs },
    };
    return { ok: true, row, slices };
  } catch (error) {
    if (error instanceof TermMissing) return { ok: false, code: "price-term-missing", detail: error.term };
    throw error;
  }
}

async function partOf(db: Db, ownerId: string, partId: string): Promise<Omit<LineFacts, "sliced"> | Refusal> {
  const part = await findPart(db, partId);
  if (!part || part.ownerId !== ownerId) return { ok: false, code: "not-found", detail: `part ${partId}` };
  const { state, check, geometrySha256, fileName } = part;
  if (state !== "ready" || !check || !geometrySha256) {
    return { ok: false, code: part.problemCode ?? "part-not-ready", detail: `part ${partId}: ${part.problemDetail}` };
  }
  const stop = stopsAt(check);
  if (stop) return { ok: false, code: stop.code, detail: `part ${partId}: ${stop.detail}` };
  return { fileName, geometrySha256, check };
}
