import { answered } from "./answers.ts";
import { calm } from "./backoff.ts";
import type { OutboxEvent, OutboxPhoto, OutboxScan, PersonEvent, ScanBox, Step } from "./model.ts";
import { plan } from "./plan.ts";

/**
 * The outbox as a pure step: what is known of one scan, what happened, the time → what is known then, and what to send.
 * Only the drain's events lead to sending; what a person does is stored, and the drain is then woken.
 */
export function reduce(box: ScanBox | null, event: OutboxEvent, nowMs: number): Step {
  if (isPersonEvent(event)) return { box: byPerson(box, event, nowMs), commands: [], waitUntilMs: null };
  if (box === null) return { box: null, commands: [], waitUntilMs: null };
  const next = answered(box, event, nowMs);
  return next === null ? { box: null, commands: [], waitUntilMs: null } : plan(next, nowMs);
}

const personEvents: readonly string[] = [
  "scan-made",
  "scan-adopted",
  "scan-renamed",
  "photo-saved",
  "photo-removed",
  "submit-asked",
  "submit-withdrawn",
  "space-freed",
  "recheck-asked",
  "account-left",
  "account-joined",
  "delete-asked",
] satisfies PersonEvent["type"][];

function isPersonEvent(event: OutboxEvent): event is PersonEvent {
  return personEvents.includes(event.type);
}

function byPerson(box: ScanBox | null, event: PersonEvent, nowMs: number): ScanBox | null {
  if (event.type === "scan-made") return box ?? { scan: newScan(event, nowMs), photos: [] };
  if (event.type === "scan-adopted") {
    return box ?? { scan: { ...newScan(event, nowMs), remote: "known", nameSent: event.name }, photos: [] };
  }
  if (box === null) return box;
  if (event.type === "account-left" || event.type === "account-joined") return byAccount(box, event);
  if (box.scan.deleting) return box;
  // Looking is no act: the scan stays where it is in the list. What the server never heard of it cannot list.
  if (event.type === "recheck-asked")
    return box.scan.remote === "known" ? withScan(box, { recheck: true, trouble: null }) : box;
  // Whatever stopped the scan, the person has now acted: it is tried again.
  const touched = { ...box, scan: { ...box.scan, updatedAtMs: nowMs, trouble: null } };
  switch (event.type) {
    case "scan-renamed":
      return withScan(touched, { name: event.name });
    case "photo-saved":
      return withPhoto(touched, event, nowMs);
    case "photo-removed":
      return withoutPhoto(touched, event.photoId);
    case "submit-asked":
      return withSubmission(touched, event, nowMs);
    case "submit-withdrawn":
      return withdrawn(touched);
    case "space-freed":
      return {
        ...box,
        photos: box.photos.map((photo) => (photo.state === "confirmed" ? { ...photo, bytesHere: false } : photo)),
      };
    case "delete-asked":
      return box.scan.remote === "none"
        ? null
        : { photos: [], scan: { ...calm(touched.scan), deleting: true, submission: null } };
  }
}

/**
 * The server keeps an account's scans for the account: without it this device can neither send nor delete them. What the
 * server never heard of stays this device's own.
 */
function byAccount(box: ScanBox, { type, accountId }: Extract<PersonEvent, { accountId: string }>): ScanBox {
  const { scan } = box;
  if (type === "account-left") {
    const own = scan.remote === "none" && (scan.workspaceId ?? null) === null;
    return own ? box : withScan(box, { ...calm(scan), heldBy: scan.heldBy ?? accountId, trouble: null });
  }
  if (scan.heldBy !== accountId) return withScan(box, { trouble: null });
  return withScan(box, { ...calm(scan), heldBy: null, trouble: null, recheck: scan.remote !== "none" });
}

function newScan(made: Extract<PersonEvent, { scanId: string }>, nowMs: number): OutboxScan {
  return {
    scanId: made.scanId,
    name: made.name,
    workspaceId: made.workspaceId ?? null,
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    remote: "none",
    nameSent: null,
    inFlight: null,
    submission: null,
    deleting: false,
    recheck: false,
    listedAtMs: null,
    failures: 0,
    retryAtMs: null,
    retryCause: null,
    trouble: null,
  };
}

function withScan(box: ScanBox, change: Partial<OutboxScan>): ScanBox {
  return { ...box, scan: { ...box.scan, ...change } };
}

/**
 * The same bytes twice in a scan add nothing to it: the second is left out. What was asked to be sent is sent as it was:
 * nothing in it is replaced.
 */
function withPhoto(
  box: ScanBox,
  { photo, inPlaceOf }: Extract<PersonEvent, { type: "photo-saved" }>,
  nowMs: number,
): ScanBox {
  const known = box.photos.some(
    (other) => other.photoId === photo.photoId || (other.sha256 === photo.sha256 && other.state !== "removing"),
  );
  if (known) return box;
  const old = box.photos.find(({ photoId, state }) => photoId === inPlaceOf && state !== "removing");
  if (old && box.scan.submission?.state === "asked") return box;
  const added: OutboxPhoto = {
    ...photo,
    scanId: box.scan.scanId,
    addedAtMs: old?.addedAtMs ?? nowMs,
    state: "saved",
    inFlight: false,
    tries: 0,
    trouble: null,
    receivedAtMs: null,
    bytesHere: true,
  };
  if (!old) return { ...box, photos: [...box.photos, added] };
  const photos = box.photos.flatMap((other) => (other === old ? [other, added] : [other]));
  return withoutPhoto({ ...box, photos }, old.photoId);
}

/** What never left this device is simply gone; otherwise the server has to hear of it. */
function withoutPhoto(box: ScanBox, photoId: string): ScanBox {
  const photos = box.photos
    .filter((photo) => photo.photoId !== photoId || photo.tries > 0)
    .map((photo) => (photo.photoId === photoId ? { ...photo, state: "removing" as const, trouble: null } : photo));
  return { ...box, photos };
}

function withSubmission(box: ScanBox, event: Extract<PersonEvent, { type: "submit-asked" }>, nowMs: number): ScanBox {
  // A submission that waits or is on its way stands: asking twice must not make two jobs.
  if (box.scan.submission?.state === "asked") return box;
  const { jobId, options } = event;
  return withScan(box, { submission: { jobId, options, state: "asked", trouble: null, askedAtMs: nowMs } });
}

function withdrawn(box: ScanBox): ScanBox {
  if (box.scan.submission?.state !== "asked" || box.scan.inFlight === "submit") return box;
  return withScan(box, { submission: null });
}
