import type { PhotoReceipt } from "#contract/photo";
import { type ProblemCode, problems } from "#contract/problem";
import type { ScanView } from "#contract/scan";
import type { Answer, Command, DrainEvent, OutboxPhoto } from "../model.ts";

/** The edge as the outbox sees it: one scan, its photos and jobs, and the rules of the contract. */
export class SimServer {
  name: string | null = null;
  deleted = false;
  readonly photos = new Map<string, PhotoReceipt>();
  readonly jobs = new Map<string, { photoIds: string[]; running: boolean }>();
  /** Every photo the server ever took, as `id sha256`. */
  readonly everHeld = new Set<string>();

  private get locked(): boolean {
    return [...this.jobs.values()].some((job) => job.running);
  }

  take(command: Command): Answer<unknown> {
    if (command.type === "delete-scan") {
      this.deleted = true;
      this.photos.clear();
      return { kind: "ok", body: undefined };
    }
    if (this.deleted) return problem("scan-deleted");
    if (command.type === "put-scan") {
      this.name = command.name;
      return { kind: "ok", body: undefined };
    }
    if (this.name === null) return problem("not-found");
    switch (command.type) {
      case "view-scan":
        return { kind: "ok", body: this.view(command.scanId, this.name) };
      case "put-photo":
        return this.putPhoto(command.photo);
      case "delete-photo":
        if (this.locked) return problem("scan-locked");
        this.photos.delete(command.photoId);
        return { kind: "ok", body: undefined };
      case "submit":
        return this.submit(command);
    }
  }

  private putPhoto(photo: OutboxPhoto): Answer<PhotoReceipt> {
    const known = this.photos.get(photo.photoId);
    if (known) return known.sha256 === photo.sha256 ? { kind: "ok", body: known } : problem("id-taken");
    if (this.locked) return problem("scan-locked");
    if ([...this.photos.values()].some((other) => other.sha256 === photo.sha256)) return problem("photo-duplicate");
    const { photoId, pass, name, sha256, bytes, format, widthPx, heightPx } = photo;
    const receipt = { photoId, pass, name, sha256, bytes, format, widthPx, heightPx, receivedAtMs: 1 };
    this.photos.set(photoId, receipt);
    this.everHeld.add(`${photoId} ${sha256}`);
    return { kind: "ok", body: receipt };
  }

  private submit(command: Extract<Command, { type: "submit" }>): Answer<unknown> {
    if (this.jobs.has(command.jobId)) return { kind: "ok", body: undefined };
    if (this.locked) return problem("scan-locked");
    const missing = command.photos.some(({ photoId, sha256 }) => this.photos.get(photoId)?.sha256 !== sha256);
    if (missing) return problem("photo-missing");
    this.jobs.set(command.jobId, { photoIds: command.photos.map(({ photoId }) => photoId), running: true });
    return { kind: "ok", body: undefined };
  }

  private view(scanId: string, name: string): ScanView {
    const jobId = [...this.jobs.keys()].at(-1);
    const job = jobId === undefined ? null : ({ jobId } as NonNullable<ScanView["job"]>);
    const photos = [...this.photos.values()];
    return {
      scanId,
      name,
      state: "draft",
      label: null,
      photoCount: photos.length,
      createdAtMs: 0,
      updatedAtMs: 0,
      previewUrl: null,
      photos,
      job,
      versions: [],
      liveUrl: "",
    };
  }
}

export function problem(code: ProblemCode, retryAfterMs: number | null = null): Answer<never> {
  const { title, status, retry, todo } = problems[code];
  return { kind: "problem", problem: { type: code, title, status, code, retry, todo }, retryAfterMs };
}

/** The event that an answer to a command becomes. */
export function eventOf(command: Command, answer: Answer<never> | Answer<unknown>): DrainEvent {
  const jitter = 0.5;
  switch (command.type) {
    case "put-scan":
      return { type: "scan-put-answered", name: command.name, answer, jitter };
    case "view-scan":
      return { type: "scan-viewed", answer: answer as Answer<ScanView>, jitter };
    case "put-photo":
      return {
        type: "photo-put-answered",
        photoId: command.photo.photoId,
        answer: answer as Answer<PhotoReceipt>,
        jitter,
      };
    case "delete-photo":
      return { type: "photo-delete-answered", photoId: command.photoId, answer, jitter };
    case "submit":
      return { type: "submit-answered", jobId: command.jobId, answer, jitter };
    case "delete-scan":
      return { type: "scan-delete-answered", answer, jitter };
  }
}
