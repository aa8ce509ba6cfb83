import * as v from "valibot";
import { pushMessageSchema } from "#contract/notice";

declare const self: ServiceWorkerGlobalScope;

/** Shows what was pushed. The browser wants every push shown: one that cannot be read leads to the notices. */
export function onPush(event: PushEvent): void {
  const parsed = v.safeParse(pushMessageSchema, readJson(event.data));
  const message = parsed.success
    ? parsed.output
    : { noticeId: "unread", title: "Caliper", text: "There is something new.", path: "/notices" };
  event.waitUntil(
    self.registration.showNotification(message.title, {
      body: message.text,
      // The same notice twice is shown once.
      tag: message.noticeId,
      icon: "/icon-192.png",
      data: { path: message.path },
    }),
  );
}

/** A tap opens what it is about: in a window that is there, or in a new one. */
export function onNotificationClick(event: NotificationEvent): void {
  event.notification.close();
  const path: unknown = event.notification.data?.path;
  const url = new URL(typeof path === "string" ? path : "/notices", self.location.origin);
  event.waitUntil(open(url.origin === self.location.origin ? url.href : self.location.origin));
}

async function open(url: string): Promise<void> {
  const [window] = await self.clients.matchAll({ type: "window" });
  const there = window && (await window.navigate(url).catch(() => null));
  if (there) await there.focus();
  else await self.clients.openWindow(url);
}

function readJson(data: PushMessageData | null): unknown {
  try {
    return data?.json() ?? null;
  } catch {
    return null;
  }
}
