/** How long an answer is kept under its key. */
export const answerKeptMs = 24 * 3_600_000;
/** A request that has not ended after this has died; the next one with its key takes its place. */
export const pendingMaxMs = 120_000;
export const answerBytesMax = 512 * 1024;

/** 1 to 255 printable ASCII characters, bare or as the structured string of the IETF draft ("…"). Null: not a key. */
export function readIdempotencyKey(header: string): string | null {
  const quoted = /^"((?:[^"\\]|\\["\\])*)"$/.exec(header.trim());
  const key = quoted ? (quoted[1] ?? "").replaceAll(/\\(["\\])/g, "$1") : header.trim();
  return /^[\x20-\x7e]{1,255}$/.test(key) ? key : null;
}

/**
 * Whether the answer is the last word on that request. What broke on our side is not, and neither is a refusal that may
 * turn out otherwise later (a photo that has not arrived, a limit).
 */
export function isFinal(status: number, retry: string | null): boolean {
  if (status >= 500) return false;
  return status < 400 || retry === null || retry === "never";
}
