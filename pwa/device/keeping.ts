import type { Outbox } from "../outbox/outbox.ts";
import { askToPersist } from "./space.ts";

/** After so many photos there is something to keep, and a person sees why it is asked. */
export const photosBeforeAsking = 3;
const askAgainMs = 7 * 24 * 3_600_000;

/** Whether now is the moment to ask the browser to keep this device's photos. */
export function timeToAsk(photosHere: number, askedAtMs: number | null, nowMs: number): boolean {
  return photosHere >= photosBeforeAsking && (askedAtMs === null || nowMs - askedAtMs > askAgainMs);
}

const askedKey = "persist-asked-at-ms";

/** Asks once the first photos of a scan are saved, however they came in; never on opening the app. */
export function startKeeping(outbox: Pick<Outbox, "changes" | "store">): void {
  let asked = false;
  outbox.changes.listen((change) => {
    if (asked || change.type !== "changed") return;
    void outbox.store.box(change.scanId).then((box) => {
      const here = box?.photos.filter((photo) => photo.bytesHere).length ?? 0;
      const askedAtMs = Number(localStorage.getItem(askedKey)) || null;
      if (asked || !timeToAsk(here, askedAtMs, Date.now())) return;
      asked = true;
      localStorage.setItem(askedKey, String(Date.now()));
      void askToPersist();
    });
  });
}
