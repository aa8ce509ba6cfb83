import type { ProblemCode } from "#contract/problem";
import type { QuoteAsked } from "#contract/quoting";
import { sliceVersions } from "#contract/slice";
import { TermMissing } from "#quote/price/terms";
import { derivedId } from "../../adapters/derived-id.ts";
import { type Db, openDb } from "../../db/client.ts";
import type { PartRow } from "../../db/parts.ts";
import { type QuoteFacts, slicedMost } from "../../db/quote-facts.ts";
import type { QuoteRow } from "../../db/quotes.ts";
import { findSlices, type SliceRow, type WantedSlice } from "../../db/slices.ts";
import { buildQuote, machineFor, unfitChoice } from "../../domain/quoting/build-quote.ts";
import type { Env } from "../../env.ts";
import { type AskedLine, lineFacts } from "./line-facts.ts";
import { stopsAt } from "./prepare-part.ts";
import { profilesOf, sliceWanted } from "./slice-wanted.ts";

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
  readonly ownerId: string;
  /** Who asks on the owner's website, where it is not the owner. */
  readonly visitorId: string | null;
  readonly follows: string | null;
}

/** A quote as it would be by what is known now; nothing is written. */
export async function composeQuote(
  env: Pick<Env, "DB" | "FILES" | "SLICER_BASE" | "SLICER_PROFILES">,
  asked: QuoteAsked,
  { catalogue, book, parts, sliced }: Omit<QuoteFacts, "quote">,
  { ownerId, visitorId, follows }: ComposedAs,
  nowMs: number,
): Promise<Composed> {
  const slices = new Map<string, WantedSlice>();
  const lines: AskedLine[] = [];
  for (const { lineId, partId, choice } of asked.lines) {
    const unfit = unfitChoice(choice, catalogue);
    if (unfit) return unfit;
    const part = usablePart(parts.get(partId), { ownerId, visitorId }, partId);
    if ("code" in part) return part;
    const material = catalogue.materials.find(({ id }) => id === choice.settings.material);
    const machine = machineFor(catalogue, book, choice.settings.process);
    if (!machine || !material)
      return { ok: false, code: "price-term-missing", detail: `a machine for ${choice.settings.process}` };
    const print = { machine: machine.id, profile: material.profile, densityMgPerCm3: material.densityMgPerCm3 };
    const wanted = await sliceWanted(part.geometrySha256, choice.settings, print, profilesOf(env));
    slices.set(lineId, wanted);
    lines.push({ part, choice, wanted });
  }
  const known = await withOwn(openDb(env.DB), sliced, lines);
  const facts = await Promise.all(lines.map((line) => lineFacts(env, line, asked.leadTime, known, catalogue, book)));
  try {
    const built = buildQuote(asked, facts, catalogue, book);
    if (!built.ok) return built;
    const slicer = slicerOf(known, lines) ?? sliceVersions.slicer;
    const { quoteId, revision, roomId } = asked;
    const row: QuoteRow = {
      ...{ quoteId, ownerId, visitorId, revision, follows, asked },
      channelId: await derivedId("channel", visitorId ?? ownerId, roomId),
      ...{ lines: built.lines, price: built.price, source: built.source },
      versions: {
        ...{ priceBook: book.version, profile: profilesOf(env) },
        slicer: built.estimator ?? slicer,
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

/** Of a part with very many slices those that are asked for may not be among the newest. */
async function withOwn(db: Db, sliced: readonly SliceRow[], lines: readonly AskedLine[]): Promise<readonly SliceRow[]> {
  const here = new Set(sliced.map(({ sliceId }) => sliceId));
  const lacking = lines.flatMap(({ wanted: { sliceId } }) => (here.has(sliceId) ? [] : [sliceId]));
  if (sliced.length < slicedMost || lacking.length === 0) return sliced;
  return [...sliced, ...(await findSlices(db, lacking)).values()];
}

const slicerOf = (known: readonly SliceRow[], lines: readonly AskedLine[]): string | null =>
  known.find(({ sliceId, figures }) => figures && lines.some(({ wanted }) => wanted.sliceId === sliceId))?.slicer ??
  null;

function usablePart(
  part: PartRow | undefined,
  { ownerId, visitorId }: Pick<PartRow, "ownerId" | "visitorId">,
  partId: string,
): AskedLine["part"] | Refusal {
  if (part?.ownerId !== ownerId || part.visitorId !== visitorId)
    return { ok: false, code: "not-found", detail: `part ${partId}` };
  const { state, check, geometrySha256, fileName } = part;
  if (state !== "ready" || !check || !geometrySha256) {
    return { ok: false, code: part.problemCode ?? "part-not-ready", detail: `part ${partId}: ${part.problemDetail}` };
  }
  const stop = stopsAt(check);
  if (stop) return { ok: false, code: stop.code, detail: `part ${partId}: ${stop.detail}` };
  return { partId, fileName, geometrySha256 };
}
