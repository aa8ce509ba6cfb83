import * as v from "valibot";
import { stageNames } from "#contract/job-words";
import { type LiveEvent, liveEventSchema, type ScanView } from "#contract/scan";

export type LiveLink = "connecting" | "live" | "polling";

export type LivePorts = {
  /** Opens the live socket; the address is signed and expires, so a fresh view is asked for before each try. */
  open(url: string): WebSocket;
  refresh(): void;
  onEvent(event: LiveEvent): void;
  onLink(link: LiveLink): void;
};

const pollMs = 3_000;
const retryMsMax = 30_000;
/** A socket that opened but says nothing for long is asked over HTTP too: a proxy may hold it dead. */
const silentMs = 20_000;

/** Watches a running job: by WebSocket, and by asking every few seconds while that is not open. */
export function watchLive(liveUrl: string, ports: LivePorts): { stop(): void; retarget(url: string): void } {
  let url = liveUrl;
  let socket: WebSocket | null = null;
  let stopped = false;
  let retryMs = 1_000;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let heardAtMs = 0;

  const poll = setInterval(() => {
    const open = socket?.readyState === WebSocket.OPEN;
    // The edge answers "ping" without waking anything; its "pong" counts as heard.
    if (open) socket?.send("ping");
    if (!open || Date.now() - heardAtMs > silentMs) ports.refresh();
  }, pollMs);

  const connect = () => {
    if (stopped) return;
    socket = ports.open(url);
    socket.onopen = () => {
      heardAtMs = Date.now();
      retryMs = 1_000;
      ports.onLink("live");
      ports.refresh();
    };
    socket.onmessage = (message) => {
      heardAtMs = Date.now();
      const event = parse(message.data);
      if (event) ports.onEvent(event);
    };
    socket.onclose = () => {
      if (stopped) return;
      ports.onLink("polling");
      retry = setTimeout(connect, retryMs);
      retryMs = Math.min(retryMsMax, retryMs * 2);
    };
  };

  ports.onLink("connecting");
  connect();
  return {
    retarget(fresh) {
      url = fresh;
    },
    stop() {
      stopped = true;
      clearInterval(poll);
      clearTimeout(retry);
      socket?.close();
    },
  };
}

function parse(data: unknown): LiveEvent | null {
  if (typeof data !== "string" || !data.startsWith("{")) return null;
  try {
    const parsed = v.safeParse(liveEventSchema, JSON.parse(data));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}

/** A view with one more progress event: the newest of each stage, in stage order; late and foreign ones are dropped. */
export function withProgress(view: ScanView, event: Extract<LiveEvent, { type: "progress" }>): ScanView {
  const { job } = view;
  const { progress } = event;
  if (job?.jobId !== event.jobId || progress.attempt < job.attempt) return view;
  const kept = job.progress.filter((known) => known.attempt === progress.attempt);
  const known = kept.find((other) => other.stage === progress.stage);
  if (known && known.sequence >= progress.sequence) return view;
  const next = [...kept.filter((other) => other !== known), progress].sort(
    (a, b) => stageNames.indexOf(a.stage) - stageNames.indexOf(b.stage),
  );
  const state = view.state === "queued" ? "running" : view.state;
  return {
    ...view,
    state,
    job: { ...job, state: job.state === "queued" ? "running" : job.state, attempt: progress.attempt, progress: next },
  };
}
