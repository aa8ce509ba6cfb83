import type { PhotoReceipt } from "#contract/photo";
import type { ScanView } from "#contract/scan";
import { words } from "../i18n/words.ts";
import { calm, codeOf, later, troubleOf, worthRetrying } from "./backoff.ts";
import type { Answer, DrainEvent, OutboxPhoto, OutboxScan, ScanBox } from "./model.ts";

/** After so many wrong-hash answers the fault is not on the way: the photo is shown as refused. */
const resendsMax = 5;

/** What an answer, or its absence, changes. Null: the scan is gone on both sides. */
export function answered(box: ScanBox, event: DrainEvent, nowMs: number): ScanBox | null {
  switch (event.type) {
    case "drain-started":
      // Whoever sent before us is dead: what was on its way is to be sent again, under the same ids.
      return {
        scan: { ...box.scan, inFlight: null },
        photos: box.photos.map((photo) => (photo.inFlight ? { ...photo, inFlight: false } : photo)),
      };
    case "woken":
      return event.online && box.scan.retryCause === "network"
        ? { ...box, scan: { ...box.scan, retryAtMs: null } }
        : box;
    case "scan-put-answered":
      return scanPut(box, event, nowMs);
    case "scan-viewed":
      return scanViewed(box, event, nowMs);
    case "photo-put-answered":
      return photoPut(box, event, nowMs);
    case "photo-delete-answered":
      return photoDeleted(box, event, nowMs);
    case "submit-answered":
      return submitted(box, event, nowMs);
    case "scan-delete-answered":
      return scanDeleted(box, event, nowMs);
  }
}

type EventOf<Type extends DrainEvent["type"]> = Extract<DrainEvent, { type: Type }>;

function scanPut(box: ScanBox, event: EventOf<"scan-put-answered">, nowMs: number): ScanBox {
  const scan = { ...box.scan, inFlight: null };
  if (event.answer.kind === "ok") return { ...box, scan: { ...calm(scan), remote: "known", nameSent: event.name } };
  return { ...box, scan: scanRefused(scan, event.answer, event.jitter, nowMs) };
}

function scanRefused(scan: OutboxScan, answer: Answer<unknown>, jitter: number, nowMs: number): OutboxScan {
  return worthRetrying(answer) ? later(scan, answer, jitter, nowMs) : { ...scan, trouble: troubleOf(answer) };
}

/** The server's list is the truth about what it holds: confirmed only what stands there with the same hash. */
function scanViewed(box: ScanBox, event: EventOf<"scan-viewed">, nowMs: number): ScanBox {
  const scan = { ...box.scan, inFlight: null };
  if (event.answer.kind === "ok") {
    const view: ScanView = event.answer.body;
    const held = new Map(view.photos.map((receipt) => [receipt.photoId, receipt]));
    const { submission } = scan;
    const taken = submission !== null && view.job?.jobId === submission.jobId;
    return {
      scan: {
        ...scan,
        recheck: false,
        listedAtMs: nowMs,
        remote: "known",
        nameSent: view.name,
        submission: taken ? { ...submission, state: "accepted" } : submission,
      },
      photos: box.photos.map((photo) => compared(photo, held.get(photo.photoId))),
    };
  }
  if (codeOf(event.answer) === "not-found") {
    return {
      scan: { ...scan, recheck: false, remote: "maybe", nameSent: null },
      photos: box.photos.map((photo) => compared(photo, undefined)),
    };
  }
  return { ...box, scan: scanRefused(scan, event.answer, event.jitter, nowMs) };
}

function compared(photo: OutboxPhoto, receipt: PhotoReceipt | undefined): OutboxPhoto {
  if (photo.state !== "saved" && photo.state !== "confirmed") return photo;
  if (receipt && sameBytes(photo, receipt)) return confirmed(photo, receipt);
  if (photo.state === "saved") return photo;
  return photo.bytesHere
    ? { ...photo, state: "saved", receivedAtMs: null }
    : { ...photo, state: "refused", receivedAtMs: null, trouble: words.outbox.missing };
}

function sameBytes(photo: OutboxPhoto, receipt: PhotoReceipt): boolean {
  return receipt.photoId === photo.photoId && receipt.sha256 === photo.sha256 && receipt.bytes === photo.bytes;
}

function confirmed(photo: OutboxPhoto, receipt: PhotoReceipt): OutboxPhoto {
  return { ...photo, state: "confirmed", trouble: null, receivedAtMs: receipt.receivedAtMs };
}

function photoPut(box: ScanBox, event: EventOf<"photo-put-answered">, nowMs: number): ScanBox {
  const before = box.photos.find((photo) => photo.photoId === event.photoId);
  if (!before) return box;
  const photo = { ...before, inFlight: false };
  const put = (next: OutboxPhoto, scan = box.scan): ScanBox => ({
    scan,
    photos: box.photos.map((p) => (p === before ? next : p)),
  });
  const { answer } = event;
  if (photo.state !== "saved") return put(photo);
  if (answer.kind === "damaged") return put({ ...photo, state: "refused", trouble: words.outbox.damaged });
  if (answer.kind === "ok") {
    if (sameBytes(photo, answer.body)) return put(confirmed(photo, answer.body), calm(box.scan));
    return put(resendOrRefuse(photo, words.outbox.wrongReceipt), later(box.scan, answer, event.jitter, nowMs));
  }
  switch (codeOf(answer)) {
    case "photo-hash-mismatch":
      return put(resendOrRefuse(photo, troubleOf(answer)));
    case "not-found":
      return put(photo, later({ ...box.scan, remote: "maybe", nameSent: null }, answer, event.jitter, nowMs));
    case "scan-deleted":
    case "unauthorized":
      return put(photo, { ...box.scan, trouble: troubleOf(answer) });
  }
  if (worthRetrying(answer)) return put(photo, later(box.scan, answer, event.jitter, nowMs));
  return put({ ...photo, state: "refused", trouble: troubleOf(answer) });
}

function resendOrRefuse(photo: OutboxPhoto, trouble: OutboxPhoto["trouble"]): OutboxPhoto {
  return photo.tries < resendsMax ? photo : { ...photo, state: "refused", trouble };
}

function photoDeleted(box: ScanBox, event: EventOf<"photo-delete-answered">, nowMs: number): ScanBox {
  const { answer } = event;
  const gone = answer.kind === "ok" || codeOf(answer) === "not-found" || codeOf(answer) === "scan-deleted";
  if (gone) return { scan: calm(box.scan), photos: box.photos.filter((photo) => photo.photoId !== event.photoId) };
  const photos = box.photos.map((photo) => (photo.photoId === event.photoId ? { ...photo, inFlight: false } : photo));
  return { scan: scanRefused(box.scan, answer, event.jitter, nowMs), photos };
}

function submitted(box: ScanBox, event: EventOf<"submit-answered">, nowMs: number): ScanBox {
  const scan = { ...box.scan, inFlight: null };
  const { submission } = scan;
  if (submission?.jobId !== event.jobId) return { ...box, scan };
  if (event.answer.kind === "ok")
    return { ...box, scan: { ...calm(scan), submission: { ...submission, state: "accepted" } } };
  const code = codeOf(event.answer);
  // The server misses photos we hold for confirmed, or works already (on this very job, perhaps): compare, then go on.
  if (code === "photo-missing" || code === "scan-locked") {
    return { ...box, scan: { ...later(scan, event.answer, event.jitter, nowMs), recheck: true } };
  }
  if (worthRetrying(event.answer)) return { ...box, scan: later(scan, event.answer, event.jitter, nowMs) };
  return {
    ...box,
    scan: { ...scan, submission: { ...submission, state: "refused", trouble: troubleOf(event.answer) } },
  };
}

function scanDeleted(box: ScanBox, event: EventOf<"scan-delete-answered">, nowMs: number): ScanBox | null {
  const { answer } = event;
  if (answer.kind === "ok" || codeOf(answer) === "not-found" || codeOf(answer) === "scan-deleted") return null;
  // A deletion is never given up: what does not answer today is asked again.
  return { ...box, scan: later({ ...box.scan, inFlight: null }, answer, event.jitter, nowMs) };
}
