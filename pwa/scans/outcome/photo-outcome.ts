import type { Report } from "#contract/report";

/** What the server made of one photo: placed and used, or left out, with its own reason. */
export type PhotoOutcome = { photoId: string; name: string; used: boolean; why: string | null };

/** A run as its report tells it: whether a result came of it, and what became of each photo. */
export type RunOutcome = { made: boolean; photos: PhotoOutcome[] };

export function runOutcome({ label, cameras }: Pick<Report, "label" | "cameras">): RunOutcome {
  const photos = cameras.map(({ photoId, name, registered, reason }) => {
    return { photoId, name, used: registered, why: registered ? null : reason };
  });
  return { made: label !== "failed", photos };
}
