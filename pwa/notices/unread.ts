import { createSignal } from "solid-js";
import { noticeListSchema } from "#contract/notice";
import { outbox } from "../app/services.ts";

/** While somebody looks at the page it is asked gently; scans under way are told by their live socket anyhow. */
export const askEveryMs = 60_000;

const [unread, setUnread] = createSignal(0);

/** How many notices are unread, as last heard. */
export { setUnread, unread };

let askedAtMs = 0;

export async function askUnread(): Promise<void> {
  if (document.visibilityState !== "visible" || !navigator.onLine) return;
  askedAtMs = Date.now();
  const answer = await outbox.server.ask("GET", "/notices?limit=1", {}, noticeListSchema);
  if (answer.kind === "ok") setUnread(answer.body.unread);
}

/** Asks now and then until stopped; looking back within moments asks nothing. */
export function followUnread(): () => void {
  const recent = () => Date.now() - askedAtMs < askEveryMs / 4;
  const seen = () => recent() || void askUnread();
  const timer = setInterval(() => void askUnread(), askEveryMs);
  void askUnread();
  document.addEventListener("visibilitychange", seen);
  addEventListener("online", seen);
  return () => {
    clearInterval(timer);
    document.removeEventListener("visibilitychange", seen);
    removeEventListener("online", seen);
  };
}
