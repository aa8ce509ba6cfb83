import { createSignal } from "solid-js";
import { Workbox } from "workbox-window";

const [ready, setReady] = createSignal<(() => void) | null>(null);

/** Set when a new version waits: calling it installs the version and reloads. */
export const updateReady = ready;
export const putOffUpdate = () => setReady(null);

/** Registers the service worker once the page has loaded; looks for a new version when the app is opened again. */
export function watchForUpdates(): void {
  if (import.meta.env.DEV || !("serviceWorker" in navigator)) return;
  const workbox = new Workbox("/sw.js", { type: "classic" });
  workbox.addEventListener("waiting", () => {
    setReady(() => () => {
      workbox.addEventListener("controlling", () => location.reload());
      workbox.messageSkipWaiting();
    });
  });
  void workbox.register();
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void workbox.update().catch(() => undefined);
  });
}
