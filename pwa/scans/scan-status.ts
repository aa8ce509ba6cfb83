import type { ScanState, ScanSummary } from "#contract/scan";
import type { words } from "../i18n/words.ts";
import type { ScanBox } from "../outbox/model.ts";
import type { Tone } from "../ui/Chip.tsx";

export type Status = keyof typeof words.scans.states;

const tones: Record<Status, Tone> = {
  draft: "plain",
  waiting: "warn",
  sending: "blue",
  held: "bad",
  queued: "blue",
  running: "blue",
  done: "good",
  failed: "bad",
  cancelled: "plain",
  deleting: "plain",
  away: "plain",
};

export const toneOf = (status: Status): Tone => tones[status];

const sent: ReadonlySet<Status> = new Set(["waiting", "sending", "queued", "running", "deleting"]);

/** A photo may be shot again in its place until the scan is sent, and again once the server is done with it. */
export const canReplace = (status: Status): boolean => !sent.has(status);

/** One word for a scan out of two sources: what this device still has to send, and what the server last said. */
export function statusOf(box: ScanBox | null, server: ScanState | null, online: boolean): Status {
  if (box?.scan.deleting) return "deleting";
  if ((box?.scan.heldBy ?? null) !== null) return "away";
  if (box?.scan.trouble) return "held";
  const submission = box?.scan.submission;
  if (submission?.state === "refused") return "held";
  if (submission?.state === "asked") {
    if (box?.photos.some((photo) => photo.state === "refused")) return "held";
    return online ? "sending" : "waiting";
  }
  if (server !== null && server !== "draft") return server;
  return submission?.state === "accepted" ? "queued" : "draft";
}

export type ListItem = {
  scanId: string;
  name: string;
  status: Status;
  label: ScanSummary["label"];
  photoCount: number;
  updatedAtMs: number;
  previewUrl: string | null;
  /** A photo of this device to show while there is no preview. */
  thumbPhotoId: string | null;
};

/** Local scans and the server's list as one, newest first; what is being deleted is no longer shown. */
export function mergeScans(boxes: readonly ScanBox[], summaries: readonly ScanSummary[], online: boolean): ListItem[] {
  const byId = new Map(summaries.map((summary) => [summary.scanId, summary]));
  const items: ListItem[] = [];
  for (const box of boxes) {
    const summary = byId.get(box.scan.scanId);
    byId.delete(box.scan.scanId);
    if (!box.scan.deleting) items.push(itemOf(box, summary ?? null, online));
  }
  for (const summary of byId.values()) {
    const { scanId, name, label, photoCount, updatedAtMs, previewUrl } = summary;
    items.push({
      scanId,
      name,
      label,
      photoCount,
      updatedAtMs,
      previewUrl,
      status: statusOf(null, summary.state, online),
      thumbPhotoId: null,
    });
  }
  return items.sort((a, b) => b.updatedAtMs - a.updatedAtMs);
}

function itemOf(box: ScanBox, summary: ScanSummary | null, online: boolean): ListItem {
  const { scan, photos } = box;
  const kept = photos.filter((photo) => photo.state !== "removing");
  return {
    scanId: scan.scanId,
    name: scan.name,
    status: statusOf(box, summary?.state ?? null, online),
    label: summary?.label ?? null,
    photoCount: kept.length,
    updatedAtMs: Math.max(scan.updatedAtMs, summary?.updatedAtMs ?? 0),
    previewUrl: summary?.previewUrl ?? null,
    thumbPhotoId: kept[0]?.photoId ?? null,
  };
}
