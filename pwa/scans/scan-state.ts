import { createEffect, createMemo, createSignal, on, onCleanup, onMount, untrack } from "solid-js";
import { createStore, reconcile } from "solid-js/store";
import { type ScanView, scanViewSchema } from "#contract/scan";
import { online } from "../app/connection.ts";
import { database, outbox } from "../app/services.ts";
import type { ScanBox } from "../outbox/model.ts";
import { type LiveLink, watchLive, withProgress } from "./live.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { statusOf } from "./scan-status.ts";

/** `absent`: neither here nor there. `gone`: the server says it was deleted. `stale`: the server cannot be reached. */
export type Reach = "asking" | "fresh" | "stale" | "absent" | "gone";

/** Links in a view expire; a view shown for longer is asked for again when the page is looked at. */
const linkAgeMsMax = 4 * 60_000;

/** One scan as this device and the server know it, kept current. */
export function createScan(scanId: () => string) {
  // Reconciled by id: a photo's tile stays the same one while its state changes.
  const [local, setLocal] = createStore<{ box: ScanBox | null | undefined }>({ box: undefined });
  const box = () => local.box;
  const [view, setView] = createSignal<ScanView | null>(null);
  const [reach, setReach] = createSignal<Reach>("asking");
  const [link, setLink] = createSignal<LiveLink>("connecting");
  let askedAtMs = 0;

  const readBox = oneAtATime(async () => {
    const found = await outbox.store.box(scanId());
    setLocal("box", reconcile(found, { key: "photoId" }));
  });

  const refresh = async () => {
    // What the server has not surely heard of need not be asked for: the outbox tells it first.
    const remote = box()?.scan.remote ?? "known";
    // Signed out, it could not be seen; what was last known of it is shown.
    if (remote !== "known" || (box()?.scan.heldBy ?? null) !== null) {
      setReach("absent");
      return;
    }
    askedAtMs = Date.now();
    const id = scanId();
    const answer = await outbox.server.ask("GET", `/scans/${id}`, {}, scanViewSchema);
    if (id !== scanId()) return;
    if (answer.kind === "ok") {
      setView(answer.body);
      setReach("fresh");
      await database.run((db) => db.put("views", answer.body));
    } else if (answer.kind === "problem" && answer.problem.code === "not-found") setReach("absent");
    else if (answer.kind === "problem" && answer.problem.code === "scan-deleted") setReach("gone");
    else setReach("stale");
  };

  const readAll = async () => {
    await readBox();
    const cached = await database.run((db) => db.get("views", scanId()));
    if (cached && view() === null) setView(cached);
    await refresh();
  };

  createEffect(on(scanId, () => void readAll()));
  onMount(() =>
    listen(
      scanId,
      readBox,
      () => void refresh(),
      () => Date.now() - askedAtMs > linkAgeMsMax,
    ),
  );

  const submission = () => `${box()?.scan.submission?.jobId ?? ""} ${box()?.scan.submission?.state ?? ""}`;
  createEffect(on(submission, () => box()?.scan.submission?.state === "accepted" && void refresh(), { defer: true }));

  const status = createMemo(() => statusOf(box() ?? null, view()?.state ?? null, online()));
  followLive(view, setView, setReach, setLink, () => void refresh());
  return { box, view, reach, link, status, refresh };
}

function listen(scanId: () => string, readBox: () => void, refresh: () => void, old: () => boolean): void {
  const stop = outbox.changes.listen((change) => change.type === "changed" && change.scanId === scanId() && readBox());
  const seen = () => document.visibilityState === "visible" && old() && refresh();
  addEventListener("online", refresh);
  document.addEventListener("visibilitychange", seen);
  onCleanup(() => {
    stop();
    removeEventListener("online", refresh);
    document.removeEventListener("visibilitychange", seen);
  });
}

/** While the server works on it, the live socket (or polling) moves the view on. */
function followLive(
  view: () => ScanView | null,
  setView: (change: (known: ScanView | null) => ScanView | null) => void,
  setReach: (reach: Reach) => void,
  setLink: (link: LiveLink) => void,
  refresh: () => void,
): void {
  const busy = createMemo(() => view()?.state === "queued" || view()?.state === "running");
  createEffect(() => {
    if (!busy()) return;
    const first = untrack(view);
    if (first === null) return;
    const watch = watchLive(first.liveUrl, {
      open: (url) => new WebSocket(new URL(url, location.href.replace(/^http/, "ws"))),
      refresh,
      onLink: setLink,
      onEvent: (event) => {
        if (event.type === "progress") setView((known) => known && withProgress(known, event));
        else if (event.type === "deleted") setReach("gone");
        else refresh();
      },
    });
    createEffect(() => watch.retarget(view()?.liveUrl ?? first.liveUrl));
    onCleanup(watch.stop);
  });
}
