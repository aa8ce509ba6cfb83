import { words } from "../i18n/words.ts";
import { photosForVerdictLeast } from "../judging/judge.ts";
import type { Gap, SetVerdict, StillVerdict } from "../judging/types.ts";

const t = words.verdict.line;

type Known = {
  verdict: () => SetVerdict | null;
  left: () => number;
  settled: () => boolean;
  broken: () => boolean;
};

/** Whether there is anything to say yet. */
export const hasVerdict = ({ verdict, left, broken }: Omit<Known, "settled">) =>
  broken() || left() > 0 || (verdict()?.photos ?? 0) > 0;

export function toneOf(verdict: SetVerdict | null): "likely" | "risky" | "no" | "early" {
  return verdict && verdict.photos >= photosForVerdictLeast ? verdict.outcome : "early";
}

export const toShootAgain = (verdict: SetVerdict): StillVerdict[] =>
  verdict.stills.filter(({ grade }) => grade !== "good");

/** A photo that is of no use is shot again; nothing need lead to it. */
export function gapsToFill(verdict: SetVerdict): Gap[] {
  const unusable = new Set(verdict.stills.filter(({ grade }) => grade === "unusable").map(({ id }) => id));
  return verdict.gaps.filter(({ photoIds }) => photoIds.some((id) => !unusable.has(id)));
}

/** How much of the set the verdict is about, as long as it may still change. */
export function unfinished({ verdict, left, settled }: Known): string {
  const judged = verdict()?.photos ?? 0;
  if (left() > 0) return judged > 0 ? words.verdict.soFar(judged, judged + left()) : "";
  return settled() ? "" : words.verdict.comparing;
}

/** The verdict in a line: what comes first is what counts most. */
export function lineOf(known: Known): string {
  const { verdict, left, broken } = known;
  if (broken()) return t.broken;
  const told = verdict();
  if (!told || told.photos === 0) return `${t.judging(left())}…`;
  const bad = toShootAgain(told).length;
  const gaps = gapsToFill(told).length;
  const rest = [bad ? t.bad(bad) : "", unfinished(known)];
  const said =
    told.photos < photosForVerdictLeast
      ? [t.early(told.photos, photosForVerdictLeast), ...rest]
      : [t.outcomes[told.outcome], t.connected(told.connected, told.photos), gaps ? t.gaps(gaps) : "", ...rest];
  return said.filter(Boolean).join(" ");
}
