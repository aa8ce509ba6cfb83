import type { JobOptions } from "#contract/job-words";
import type { PhotoFormat, PhotoReceipt } from "#contract/photo";
import type { Problem, ProblemCode } from "#contract/problem";
import type { ScanView } from "#contract/scan";
import type { Shot } from "../capture/shot.ts";

/** What a person is told about a photo, a submission or a scan that cannot go on. */
export type Trouble = { code: ProblemCode | "photo-damaged-here"; title: string; detail: string | null; todo: string };

/**
 * `saved`: the bytes are on this device, verified. `confirmed`: the server said it holds the same hash.
 * `refused`: the server said why it never will. `removing`: the person took it out; the server has yet to hear.
 */
export type PhotoState = "saved" | "confirmed" | "refused" | "removing";

export type OutboxPhoto = {
  readonly photoId: string;
  readonly scanId: string;
  readonly pass: number;
  readonly name: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly format: PhotoFormat;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly takenAtMs: number;
  /** How it was taken, of photos from this app's own camera. Never sent. */
  readonly shot?: Shot;
  /** When it, or the photo in whose place it was shot, came: the order of the photos. */
  readonly addedAtMs: number;
  readonly state: PhotoState;
  /** A request for this photo is on its way. */
  readonly inFlight: boolean;
  /** How often it left this device; above 0 the server may hold it although no receipt came. */
  readonly tries: number;
  readonly trouble: Trouble | null;
  readonly receivedAtMs: number | null;
  /** False once the person freed the space of a confirmed photo. */
  readonly bytesHere: boolean;
};

export type Submission = {
  readonly jobId: string;
  readonly options: JobOptions;
  readonly state: "asked" | "accepted" | "refused";
  readonly trouble: Trouble | null;
  readonly askedAtMs: number;
};

export type OutboxScan = {
  readonly scanId: string;
  readonly name: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** Whether the server has heard of this scan; `maybe` from the first attempt to tell it. */
  readonly remote: "none" | "maybe" | "known";
  readonly nameSent: string | null;
  /** The organisation in whose name it was made; absent or null: this device's own, or its account's. */
  readonly workspaceId?: string | null;
  /** The account whose scan this is, while this device is signed out of it: nothing of it is sent. */
  readonly heldBy?: string | null;
  /** The one request about the scan itself that is on its way. */
  readonly inFlight: "put" | "view" | "submit" | "delete" | null;
  readonly submission: Submission | null;
  readonly deleting: boolean;
  /** The server's list must be compared with ours before anything else is sent. */
  readonly recheck: boolean;
  /** When the server last listed what it holds. Records of an older app lack it. */
  readonly listedAtMs?: number | null;
  readonly failures: number;
  readonly retryAtMs: number | null;
  /** `network`: a new connection is reason enough to try again at once. */
  readonly retryCause: "network" | "server" | null;
  /** Stops this scan's sending until the person acts. */
  readonly trouble: Trouble | null;
};

/** Everything the outbox knows about one scan: the unit that is loaded, reduced and stored in one transaction. */
export type ScanBox = { readonly scan: OutboxScan; readonly photos: readonly OutboxPhoto[] };

export type Answer<Body> =
  | { kind: "ok"; body: Body }
  | { kind: "problem"; problem: Problem; retryAfterMs: number | null }
  | { kind: "unreachable" };

export type SavedPhoto = Pick<
  OutboxPhoto,
  "photoId" | "pass" | "name" | "sha256" | "bytes" | "format" | "widthPx" | "heightPx" | "takenAtMs" | "shot"
>;

/** What a person does. */
export type PersonEvent =
  | { type: "scan-made"; scanId: string; name: string; workspaceId?: string | null }
  /** A scan known only from the server (this device's records were cleared) is taken over, to be changed or deleted. */
  | { type: "scan-adopted"; scanId: string; name: string; workspaceId?: string | null }
  | { type: "scan-renamed"; name: string }
  /** `inPlaceOf`: that photo goes in the same step, and this one stands where it stood. */
  | { type: "photo-saved"; photo: SavedPhoto; inPlaceOf?: string }
  | { type: "photo-removed"; photoId: string }
  | { type: "submit-asked"; jobId: string; options: JobOptions }
  | { type: "submit-withdrawn" }
  | { type: "space-freed" }
  /** What the server holds is to be compared with what this device takes for confirmed. */
  | { type: "recheck-asked" }
  /** This device signed out of that account, or in to it. */
  | { type: "account-left"; accountId: string }
  | { type: "account-joined"; accountId: string }
  | { type: "delete-asked" };

/** What the drain reports. `jitter` (0…1) spreads retries; it is rolled by the adapter, the reducer stays pure. */
export type DrainEvent =
  | { type: "drain-started" }
  | { type: "woken"; online: boolean }
  | { type: "scan-put-answered"; name: string; answer: Answer<unknown>; jitter: number }
  | { type: "scan-viewed"; answer: Answer<ScanView>; jitter: number }
  | { type: "photo-put-answered"; photoId: string; answer: Answer<PhotoReceipt> | { kind: "damaged" }; jitter: number }
  | { type: "photo-delete-answered"; photoId: string; answer: Answer<unknown>; jitter: number }
  | { type: "submit-answered"; jobId: string; answer: Answer<unknown>; jitter: number }
  | { type: "scan-delete-answered"; answer: Answer<unknown>; jitter: number };

export type OutboxEvent = PersonEvent | DrainEvent;

export type Command =
  | { type: "put-scan"; scanId: string; name: string; createdAtMs: number }
  | { type: "view-scan"; scanId: string }
  | { type: "put-photo"; scanId: string; photo: OutboxPhoto }
  | { type: "delete-photo"; scanId: string; photoId: string }
  | {
      type: "submit";
      scanId: string;
      jobId: string;
      options: JobOptions;
      photos: { photoId: string; sha256: string }[];
    }
  | { type: "delete-scan"; scanId: string };

/** `box` null: nothing is left to know about the scan. `waitUntilMs`: when to look again if nothing happens before. */
export type Step = { box: ScanBox | null; commands: Command[]; waitUntilMs: number | null };
