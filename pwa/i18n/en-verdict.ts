import type { Gap, Grade, SetOutcome, StillReason } from "../judging/types.ts";
import { count } from "./count.ts";

const reasons: Record<StillReason, string> = {
  dark: "too dark",
  bright: "too bright",
  plain: "hardly any texture to hold on to",
  blurred: "blurred beside its neighbours",
  duplicate: "the same view as another photo",
  "not-connected": "matches none of the other photos",
  "little-overlap": "overlaps little with the others",
  "no-parallax": "taken from the same spot as its neighbour",
  "mat-not-seen": "the mat is not seen in it",
  "contradicts-mat": "what it shows does not agree with the mat: did the part move?",
};
const grades: Record<Grade, string> = { good: "Good", weak: "Weak", unusable: "Unusable" };
const height = (elevationDeg: number) => (elevationDeg < 30 ? "low" : elevationDeg < 55 ? "at middle height" : "high");

export const enVerdict = {
  title: "Will it reconstruct?",
  judging: (left: number) => `Looking at ${count(left, "photo")} on this device`,
  soFar: (judged: number, of: number) => `${judged} of ${of} judged so far.`,
  comparing: "Still comparing.",
  early: (photos: number, least: number) => `${count(photos, "photo")} so far: from ${least} on, this can be told.`,
  outcomes: {
    likely: "This will probably reconstruct.",
    risky: "This may not reconstruct.",
    no: "This will probably not reconstruct.",
  } satisfies Record<SetOutcome, string>,
  connected: (connected: number, photos: number) => `${connected} of ${count(photos, "photo")} connect.`,
  chance: (confidence: number) => `Chance: about ${Math.round(confidence * 20) * 5} %.`,
  how: "Worked out on this device, without a network, from what the photos share.",
  broken: "This device could not judge the photos. They can be sent all the same.",
  gapsTitle: "Where photos are missing",
  gap: ({ kind, photosNeeded, sector }: Gap) => {
    const more = `take ${photosNeeded} more ${sector ? height(sector.elevationDeg) : "from in between"}`;
    if (kind === "lone") return `Cut off from the rest: ${more.replace("from in between", "that lead there")}.`;
    return kind === "between" ? `Too little is shared by these two: ${more}.` : `Nothing between these two: ${more}.`;
  },
  here: "Judged on this device",
  again: "Shoot these again",
  more: (n: number) => `and ${count(n, "more photo")}`,
  /** In one line, over the shutter. */
  line: {
    judging: (left: number) => `Looking at ${count(left, "photo")}`,
    early: (photos: number, least: number) => `${photos} of ${least} photos until this can be told.`,
    outcomes: {
      likely: "Will probably reconstruct.",
      risky: "May not reconstruct.",
      no: "Will probably not reconstruct.",
    } satisfies Record<SetOutcome, string>,
    connected: (connected: number, photos: number) => `${connected} of ${photos} connect.`,
    gaps: (n: number) => `${count(n, "place")} to fill.`,
    bad: (n: number) => `${n} to shoot again.`,
    broken: "The photos cannot be judged here.",
    open: "Show why",
  },
  seenFrom: (seen: number, of: number, missing: string) =>
    `The photos were taken from ${seen} of ${of} directions.${missing ? ` Photos are missing: ${missing}.` : ""}`,
  seenFromKey:
    "Blue: photographed. Broken outline: photos are missing here. Rings from outside in: low, half-way up, high.",
  still: (grade: Grade, why: readonly StillReason[]) =>
    why.length === 0 ? grades[grade] : `${grades[grade]}: ${why.map((reason) => reasons[reason]).join("; ")}`,
  grades,
};
