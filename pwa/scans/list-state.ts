import { createComputed, createEffect, createSignal, on, onCleanup, onMount } from "solid-js";
import { createStore, reconcile } from "solid-js/store";
import { type ScanSummary, scanListSchema } from "#contract/scan";
import { whose } from "../account/whose.ts";
import { online } from "../app/connection.ts";
import { database, outbox } from "../app/services.ts";
import type { ScanBox } from "../outbox/model.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { type ListItem, mergeScans } from "./scan-status.ts";

const pageSize = 30;
/** What is shown is of one workspace; its list is kept under its name. */
const workspaceOf = () => whose()?.workspaceId ?? null;
const listKey = () => workspaceOf() ?? "newest";

/** The list: what this device holds, at once; the server's list, cached from last time, then fresh. */
export function createScanList() {
  const [boxes, setBoxes] = createSignal<ScanBox[] | null>(null);
  const [summaries, setSummaries] = createSignal<ScanSummary[]>([]);
  const [cursor, setCursor] = createSignal<string | null>(null);
  const [reach, setReach] = createSignal<"asking" | "fresh" | "stale">("asking");

  const ask = async (after: string | null) => {
    const query = `limit=${pageSize}${after === null ? "" : `&cursor=${encodeURIComponent(after)}`}`;
    const key = listKey();
    const answer = await outbox.server.ask("GET", `/scans?${query}`, {}, scanListSchema);
    if (key !== listKey()) return;
    if (answer.kind !== "ok") {
      setReach("stale");
      return;
    }
    const { scans, nextCursor } = answer.body;
    setSummaries((known) => (after === null ? scans : [...known, ...scans]));
    setCursor(nextCursor);
    setReach("fresh");
    if (after === null) await database.run((db) => db.put("lists", answer.body, key));
  };

  const readBoxes = oneAtATime(async () => {
    const ids = await outbox.store.scanIds();
    const found = await Promise.all(ids.map((scanId) => outbox.store.box(scanId)));
    const gone = new Set((boxes() ?? []).map((box) => box.scan.scanId).filter((scanId) => !ids.includes(scanId)));
    setBoxes(found.filter((box) => box !== null));
    if (gone.size === 0) return;
    // Deleted on the server now: a list from before must not bring it back.
    setSummaries((known) => known.filter((summary) => !gone.has(summary.scanId)));
    await ask(null);
  });

  const readCached = async () => {
    const cached = await database.run((db) => db.get("lists", listKey()));
    if (cached && reach() !== "fresh") setSummaries(cached.scans);
  };

  const refresh = () => void ask(null);
  onMount(() => {
    void readBoxes();
    const stop = outbox.changes.listen((change) => change.type === "changed" && void readBoxes());
    addEventListener("online", refresh);
    document.addEventListener("visibilitychange", refresh);
    onCleanup(() => {
      stop();
      removeEventListener("online", refresh);
      document.removeEventListener("visibilitychange", refresh);
    });
  });

  // Whose scans these are is read from the device first; another workspace is another list.
  createEffect(
    on(whose, (known) => {
      if (known === null) return;
      setSummaries([]);
      setCursor(null);
      setReach("asking");
      void readCached().then(refresh);
    }),
  );

  const ofWorkspace = () => (boxes() ?? []).filter((box) => (box.scan.workspaceId ?? null) === workspaceOf());

  // Reconciled by id, so that a row stays the same one, with its picture, while its state changes.
  const [shown, setShown] = createStore<{ items: ListItem[] }>({ items: [] });
  createComputed(() =>
    setShown("items", reconcile(mergeScans(ofWorkspace(), summaries(), online()), { key: "scanId" })),
  );
  return {
    items: () => shown.items,
    reach,
    loading: () => boxes() === null,
    more: cursor,
    showMore: () => void ask(cursor()),
  };
}
