import type { ScanView } from "#contract/scan";
import { words } from "../../i18n/words.ts";
import type { OutboxPhoto, ScanBox } from "../../outbox/model.ts";

/** The server's own word on a photo: it holds these bytes; it has not said so yet; it will not take them. */
export type ServerWord = "confirmed" | "waiting" | "refused";

export type ReceiptRow = {
  photoId: string;
  pass: number;
  name: string;
  sha256: string;
  bytes: number;
  word: ServerWord;
  /** Why it waits or was refused; null when confirmed. */
  why: string | null;
  /** When the server took it, by the server's clock. */
  confirmedAtMs: number | null;
  /** Whether its bytes still lie on this device. */
  here: boolean;
};

export type Receipt = {
  rows: ReceiptRow[];
  counts: Record<ServerWord, number>;
  /** When the server last listed what it holds; null: only the answers to each photo are known. */
  listedAtMs: number | null;
};

const t = words.receipt;

/**
 * Confirmed is only what the server answered with the same hash and size (see outbox/answers.ts); a photo that its
 * list no longer has goes back to waiting or refused there, so nothing here is this device's own belief.
 */
export function receiptOf(box: ScanBox): Receipt {
  const rows = box.photos.filter((photo) => photo.state !== "removing").map(rowOf);
  return receipt(rows, box.scan.listedAtMs ?? null);
}

/** Of a scan whose records this device does not hold: what the server lists is all there is. */
export function receiptOfView(view: ScanView): Receipt {
  const rows = view.photos.map(({ photoId, pass, name, sha256, bytes, receivedAtMs }): ReceiptRow => {
    const held = { word: "confirmed", why: null, confirmedAtMs: receivedAtMs, here: false } as const;
    return { photoId, pass, name, sha256, bytes, ...held };
  });
  return receipt(rows, null);
}

function receipt(rows: ReceiptRow[], listedAtMs: number | null): Receipt {
  const counts = { confirmed: 0, waiting: 0, refused: 0 };
  for (const { word } of rows) counts[word] += 1;
  return { rows, counts, listedAtMs };
}

function rowOf(photo: OutboxPhoto): ReceiptRow {
  const { photoId, pass, name, sha256, bytes, bytesHere, receivedAtMs } = photo;
  const confirmed = photo.state === "confirmed" && receivedAtMs !== null;
  const word = confirmed ? "confirmed" : photo.state === "refused" ? "refused" : "waiting";
  const why = confirmed ? null : whyNot(photo);
  return {
    photoId,
    pass,
    name,
    sha256,
    bytes,
    word,
    why,
    confirmedAtMs: confirmed ? receivedAtMs : null,
    here: bytesHere,
  };
}

function whyNot({ state, trouble, tries, inFlight }: OutboxPhoto): string {
  if (state === "refused") return trouble ? `${trouble.title}. ${trouble.todo}` : t.words.refused;
  if (inFlight) return t.onItsWay;
  return tries > 0 ? t.noAnswer : t.notSent;
}

/** The one sentence on top. */
export function sentenceOf({ rows, counts }: Receipt): string {
  if (rows.length === 0) return t.none;
  if (counts.confirmed === rows.length) return t.allSafe(rows.length);
  return t.notSafe(rows.length - counts.confirmed, rows.length, counts.waiting, counts.refused);
}

export const isSafe = ({ rows, counts }: Receipt): boolean => rows.length > 0 && counts.confirmed === rows.length;
