import { clientsClaim } from "workbox-core";
import { ExpirationPlugin } from "workbox-expiration";
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from "workbox-precaching";
import { NavigationRoute, registerRoute } from "workbox-routing";
import { CacheFirst } from "workbox-strategies";
import type { PushMessage } from "#contract/notice";
import { makeDatabase } from "../device/database.ts";
import { makeOutbox } from "../outbox/outbox.ts";
import { onNotificationClick, onPush } from "./on-push.ts";

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: { url: string; revision: string | null }[] };
type SyncEvent = ExtendableEvent & { tag: string };

/** The same tag as the page registers (outbox/triggers.ts needs a page, so it is not imported here). */
const syncTag = "caliper-outbox";

// The app shell opens offline, at every address of the app; the API, files and the callback are never the shell.
precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();
registerRoute(
  new NavigationRoute(createHandlerBoundToURL("/index.html"), {
    denylist: [/^\/api\//, /^\/files\//, /^\/callback\//, /^\/plain/, /\.\w+$/],
  }),
);

// The 3D room is not precached: its files, named by their content, are kept after the first use.
registerRoute(
  ({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith("/assets/"),
  new CacheFirst({ cacheName: "rooms", plugins: [new ExpirationPlugin({ maxEntries: 24 })] }),
);

// "prompt": the page says when the waiting version may take over.
self.addEventListener("message", (event) => {
  if (event.data?.type === "SKIP_WAITING") void self.skipWaiting();
});
clientsClaim();

self.addEventListener("push", onPush);
self.addEventListener("notificationclick", onNotificationClick);

const outbox = makeOutbox(makeDatabase());

self.addEventListener("sync", (event) => {
  const sync = event as SyncEvent;
  if (sync.tag === syncTag) sync.waitUntil(sendAll());
});

const fallback = { title: "Caliper", text: "Something has changed.", path: "/", noticeId: "caliper" };

// A browser takes the right to push away from whoever shows nothing, so something is always shown.
self.addEventListener("push", (event) => {
  const { title, text, path, noticeId } = { ...fallback, ...readMessage(event.data) };
  const options = { body: text, tag: noticeId, icon: "/icon-192.png", data: { path } };
  event.waitUntil(self.registration.showNotification(title, options));
});

function readMessage(data: PushMessageData | null): Partial<PushMessage> {
  try {
    return (data?.json() as PushMessage | undefined) ?? {};
  } catch {
    return {};
  }
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const path: unknown = event.notification.data?.path;
  event.waitUntil(openPage(typeof path === "string" && /^\/(?!\/)/.test(path) ? path : "/"));
});

/** In the window that is there, else in a new one. */
async function openPage(path: string): Promise<void> {
  const [open] = await self.clients.matchAll({ type: "window" });
  const shown = await open?.navigate(path).catch(() => null);
  if (shown) await shown.focus();
  else await self.clients.openWindow(path);
}

/** Throws when something is left to send, so that the browser calls again later. */
async function sendAll(): Promise<void> {
  const { nextAtMs } = await outbox.drain();
  if (nextAtMs !== null) throw new Error("The outbox is not empty yet");
}
