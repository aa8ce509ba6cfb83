import * as v from "valibot";
import { pushKeySchema, pushSubscriptionSchema } from "#contract/notice";
import { installed, isIos } from "../app/install.ts";
import { outbox } from "../app/services.ts";
import { type Refusal, refusalOf } from "../server/refusal.ts";

/** `install-first`: iPhones and iPads have push in the installed app alone. `not-here`: this installation sends none. */
export type PushState = "on" | "off" | "denied" | "none" | "install-first" | "not-here";
/** `given-up`: the browser's push service failed. Null: the person was asked and did not say yes. */
export type PushTurn = { done: true } | { done: false; why: Refusal | "given-up" | null };

const manager = async (): Promise<PushManager | null> =>
  (await navigator.serviceWorker?.getRegistration())?.pushManager ?? null;

export async function pushState(): Promise<PushState> {
  if (isIos && !installed()) return "install-first";
  const push = await manager();
  if (!push || !("Notification" in globalThis)) return "none";
  if (Notification.permission === "denied") return "denied";
  return (await push.getSubscription()) === null ? "off" : "on";
}

/** The server's key for push; null where it sends none. Asked before the tap: a permission is asked in the tap itself. */
export async function pushKey(): Promise<string | null | Refusal> {
  const answer = await outbox.server.ask("GET", "/push/key", {}, pushKeySchema);
  return answer.kind === "ok" ? answer.body.publicKey : refusalOf(answer);
}

/** In the tap: the browser asks the person, then subscribes, then the server is told where. */
export async function turnPushOn(publicKey: string): Promise<PushTurn> {
  if ((await Notification.requestPermission()) !== "granted") return { done: false, why: null };
  const push = await manager();
  if (!push) return { done: false, why: "given-up" };
  let subscription: PushSubscription;
  try {
    // One made with another key of the server's could not be used.
    await (await push.getSubscription())?.unsubscribe();
    subscription = await push.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey });
  } catch {
    return { done: false, why: "given-up" };
  }
  const { endpoint, keys } = subscription.toJSON();
  const body = v.safeParse(pushSubscriptionSchema, { endpoint, keys });
  const answer = body.success
    ? await outbox.server.ask("PUT", "/push/subscriptions", { json: body.output })
    : ({ kind: "unreachable" } as const);
  if (answer.kind === "ok") return { done: true };
  // A subscription that the server does not know would only look as if it were on.
  await subscription.unsubscribe();
  return { done: false, why: refusalOf(answer) };
}

export async function turnPushOff(): Promise<void> {
  const subscription = await (await manager())?.getSubscription();
  if (!subscription) return;
  const { endpoint } = subscription;
  await subscription.unsubscribe();
  // Unheard, the server learns it from the push service when it next tries.
  await outbox.server.ask("DELETE", "/push/subscriptions", { json: { endpoint } });
}
