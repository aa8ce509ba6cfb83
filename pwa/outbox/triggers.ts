import type { Outbox } from "./outbox.ts";

export const syncTag = "caliper-outbox";

/**
 * When the page sends: on opening, when the network returns, when it becomes visible, when a retry is due, and when
 * a person did something (`kick`). Background Sync, where there is one, goes on after the page is closed.
 */
export function startSending(outbox: Outbox): { kick(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let draining = false;
  let again = false;

  const kick = () => {
    clearTimeout(timer);
    void registerSync();
    // Whoever drains now, here or in another tab, takes it up; if that one was just ending, we look once more.
    outbox.changes.tell({ type: "poke" });
    again = draining;
    if (draining) return;
    draining = true;
    outbox
      .drain()
      .then(({ nextAtMs }) => {
        if (nextAtMs !== null) timer = setTimeout(kick, Math.max(250, nextAtMs - Date.now()));
      })
      .catch((error: unknown) => {
        console.error("The outbox could not be sent", error);
        timer = setTimeout(kick, 10_000);
      })
      .finally(() => {
        draining = false;
        if (again) kick();
      });
  };

  addEventListener("online", kick);
  addEventListener("pageshow", kick);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") kick();
  });
  kick();
  return { kick };
}

type SyncRegistration = ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } };

async function registerSync(): Promise<void> {
  const registration = (await navigator.serviceWorker?.getRegistration()) as SyncRegistration | undefined;
  // Refused by permission or in private windows: sending from the page is enough.
  await registration?.sync?.register(syncTag).catch(() => undefined);
}
