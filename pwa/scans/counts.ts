import { photoLimits } from "#contract/photo";
import type { OutboxPhoto, ScanBox } from "../outbox/model.ts";
import type { ScaleCounts } from "../ui/Scale.tsx";

/** How a photo is shown: the stored state, with what is on its way told apart. */
export type PhotoShown = "saved" | "sending" | "sent" | "confirmed" | "refused" | "removing";

export function shownState(photo: Pick<OutboxPhoto, "state" | "inFlight" | "tries">): PhotoShown {
  if (photo.state !== "saved") return photo.state;
  if (photo.inFlight) return "sending";
  return photo.tries > 0 ? "sent" : "saved";
}

export function countPhotos(photos: readonly OutboxPhoto[]): ScaleCounts {
  const counts: ScaleCounts = { saved: 0, sending: 0, confirmed: 0, refused: 0 };
  for (const photo of photos) {
    const state = shownState(photo);
    if (state === "removing") continue;
    counts[state === "sent" ? "sending" : state] += 1;
  }
  return counts;
}

export function photosOfPass(box: ScanBox, pass: number): OutboxPhoto[] {
  return box.photos.filter((photo) => photo.pass === pass && photo.state !== "removing");
}

/** The passes that hold photos, and the first one always. */
export function passesOf(box: ScanBox): number[] {
  const used = new Set(box.photos.filter((photo) => photo.state !== "removing").map((photo) => photo.pass));
  return [...used.add(0)].sort((a, b) => a - b);
}

/** How many photos a pass needs at least before it can be sent. */
export const photosToCome = (box: ScanBox, pass: number): number =>
  Math.max(0, photoLimits.perPassMin - photosOfPass(box, pass).length);

export type Readiness =
  | { ready: true }
  | { ready: false; why: "no-photos" }
  | { ready: false; why: "too-few"; pass: number; missing: number }
  | { ready: false; why: "refused"; count: number };

/** Whether the scan can be sent, and if not, the first thing to do about it. */
export function readiness(box: ScanBox): Readiness {
  const kept = box.photos.filter((photo) => photo.state !== "removing");
  if (kept.length === 0) return { ready: false, why: "no-photos" };
  const refused = kept.filter((photo) => photo.state === "refused").length;
  if (refused > 0) return { ready: false, why: "refused", count: refused };
  for (const pass of passesOf(box)) {
    const missing = photosToCome(box, pass);
    if (missing > 0) return { ready: false, why: "too-few", pass, missing };
  }
  return { ready: true };
}
