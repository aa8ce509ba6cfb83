import type { Command, OutboxPhoto, ScanBox, Step } from "./model.ts";

/** Phones' uplinks gain nothing from more, and each holds a photo's bytes in memory. */
export const photosInFlightMax = 3;

/** What may be sent now, marked as on its way. Requests about the scan itself go alone; photos go side by side. */
export function plan(box: ScanBox, nowMs: number): Step {
  const { scan } = box;
  const photosInFlight = box.photos.filter((photo) => photo.inFlight).length;
  if (scan.inFlight !== null || (scan.heldBy ?? null) !== null) return idle(box);
  if (scan.retryAtMs !== null && scan.retryAtMs > nowMs) return { box, commands: [], waitUntilMs: scan.retryAtMs };
  if (scan.deleting) return scanRequest(box, "delete", { type: "delete-scan", scanId: scan.scanId });
  if (scan.trouble !== null) return idle(box);
  if (photosInFlight === 0) {
    if (scan.recheck) return scanRequest(box, "view", { type: "view-scan", scanId: scan.scanId });
    if (scan.remote !== "known" || scan.nameSent !== scan.name) {
      const { scanId, name, createdAtMs } = scan;
      return scanRequest({ ...box, scan: { ...scan, remote: scan.remote === "none" ? "maybe" : scan.remote } }, "put", {
        type: "put-scan",
        scanId,
        name,
        createdAtMs,
      });
    }
  } else if (scan.recheck || scan.remote !== "known") return idle(box);
  return photoRequests(box, photosInFlightMax - photosInFlight) ?? submitRequest(box) ?? idle(box);
}

function idle(box: ScanBox): Step {
  return { box, commands: [], waitUntilMs: null };
}

function scanRequest(box: ScanBox, inFlight: "put" | "view" | "submit" | "delete", command: Command): Step {
  return { box: { ...box, scan: { ...box.scan, inFlight } }, commands: [command], waitUntilMs: null };
}

function photoRequests(box: ScanBox, room: number): Step | null {
  const waiting = box.photos.filter(
    (photo) => !photo.inFlight && (photo.state === "saved" || photo.state === "removing"),
  );
  const chosen = new Set(waiting.slice(0, Math.max(0, room)).map((photo) => photo.photoId));
  if (chosen.size === 0) return null;
  const commands: Command[] = [];
  const photos = box.photos.map((photo): OutboxPhoto => {
    if (!chosen.has(photo.photoId)) return photo;
    if (photo.state === "removing") {
      commands.push({ type: "delete-photo", scanId: photo.scanId, photoId: photo.photoId });
      return { ...photo, inFlight: true };
    }
    const sent = { ...photo, inFlight: true, tries: photo.tries + 1 };
    commands.push({ type: "put-photo", scanId: photo.scanId, photo: sent });
    return sent;
  });
  return { box: { ...box, photos }, commands, waitUntilMs: null };
}

/** A scan is submitted only when the server confirmed every photo that is meant. */
function submitRequest(box: ScanBox): Step | null {
  const { scan, photos } = box;
  if (scan.submission?.state !== "asked" || photos.length === 0) return null;
  if (!photos.every((photo) => photo.state === "confirmed" && !photo.inFlight)) return null;
  return scanRequest(box, "submit", {
    type: "submit",
    scanId: scan.scanId,
    jobId: scan.submission.jobId,
    options: scan.submission.options,
    photos: photos.map(({ photoId, sha256 }) => ({ photoId, sha256 })),
  });
}
