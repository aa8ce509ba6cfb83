// Follows a job to its end: live by WebSocket, by polling while there is none. The scan that the server gives is what
// counts; events only say when to ask again.
import * as v from "valibot";
import type { ProgressEvent } from "#contract/job-words";
import { type JobView, liveEventSchema, type ScanView } from "#contract/scan";
import type { Api } from "./api.ts";
import { ScanProblem } from "./problem.ts";

const pollMs = { live: 15_000, alone: 2_000 };
const reconnectAfterMs = 3_000;

export type Ended = { view: ScanView; job: JobView };

export async function followJob(
  api: Api,
  scanId: string,
  jobId: string,
  onProgress: (event: ProgressEvent) => void,
): Promise<Ended> {
  const live = new Live();
  try {
    for (;;) {
      const view = await api.scan(scanId);
      // A rebuild that came to nothing is no longer the scan's job, but stands among its versions.
      const job = [view.job, ...view.versions].find((one) => one?.jobId === jobId);
      if (!job) {
        throw new ScanProblem("cancelled", "Another job of this scan was submitted from somewhere else.");
      }
      for (const event of job.progress) onProgress(event);
      if (job.state === "done" || job.state === "failed" || job.state === "cancelled") return { view, job };
      live.connect(view.liveUrl, jobId, onProgress);
      await live.untilNews();
    }
  } finally {
    live.close();
  }
}

/** One socket at a time, opened again when it breaks; wakes its owner when the scan should be asked for again. */
class Live {
  private socket: WebSocket | null = null;
  private triedAtMs = 0;
  private news = false;
  private wake: () => void = () => {};

  connect(url: string, jobId: string, onProgress: (event: ProgressEvent) => void): void {
    if (this.socket || Date.now() - this.triedAtMs < reconnectAfterMs) return;
    this.triedAtMs = Date.now();
    const socket = new WebSocket(url.replace(/^http/, "ws"));
    this.socket = socket;
    socket.onmessage = ({ data }) => {
      const event = v.safeParse(v.pipe(v.string(), v.parseJson(), liveEventSchema), data);
      if (!event.success) return;
      if (event.output.type !== "progress") this.tell();
      else if (event.output.jobId === jobId) onProgress(event.output.progress);
    };
    // On every (re)connect something may have been missed: ask.
    socket.onopen = () => this.tell();
    socket.onclose = () => {
      if (this.socket === socket) this.socket = null;
      this.wake();
    };
    socket.onerror = () => socket.close();
  }

  private tell(): void {
    this.news = true;
    this.wake();
  }

  async untilNews(): Promise<void> {
    const waitMs = this.socket?.readyState === WebSocket.OPEN ? pollMs.live : pollMs.alone;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, waitMs);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.news) this.wake();
    });
    this.wake = () => {};
    this.news = false;
  }

  close(): void {
    const socket = this.socket;
    this.socket = null;
    socket?.close();
  }
}
