const minute = 60_000;
const hour = 60 * minute;

/** How long things may take, and how often they are tried. */
export const jobLimits = {
  /** Of one run on the GPU (RunPod's policy.executionTimeout). */
  executionMaxMs: 3 * hour,
  /** RunPod's ttl: includes queueing, so it is above queueing + execution. */
  ttlMs: 24 * hour,
  /** Accepted but never begun: given up with `queue-expired`. */
  queueMaxMs: 6 * hour,
  /** A /run that has not answered by then counts as broken off. */
  sendingMaxMs: 2 * minute,
  /** A dispatch message that has not been seen by then is sent again. */
  dispatchLostMs: 10 * minute,
  /** RunPod may answer 404 for a job it has only just taken. */
  youngMs: minute,
  /** Lost attempts that are repeated by themselves. */
  retriesMax: 1,
  /** The contract's highest attempt number. */
  attemptsMax: 9,
} as const;

/** Pause before attempt n + 1 when RunPod gave no clear answer to n. */
export const unsureDelayMs = (attempt: number): number => Math.min(10 * minute, 5_000 * 3 ** (attempt - 1));

/** Pause after a 429, and after a 401: the second waits for a person. */
export const busyDelayMs = 30_000;
export const refusedDelayMs = 5 * minute;

/** Worker links must outlive queueing and the run. */
export const workerLinkMs = jobLimits.ttlMs + hour;
export const viewLinkMs = hour;
/** Of an export: a large one takes a while to download, and may be broken off. */
export const exportLinkMs = 24 * hour;
/** A live socket is opened at once; the link is short. */
export const liveLinkMs = 10 * minute;

export const sweepLimits = {
  /** Objects without a row are younger uploads until then. */
  orphanMinAgeMs: 6 * hour,
  /** How long a deleted scan is remembered as deleted. */
  tombstoneKeptMs: 90 * 24 * hour,
  alertKeptMs: 30 * 24 * hour,
  noticeKeptMs: 180 * 24 * hour,
} as const;
