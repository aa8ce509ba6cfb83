import { fairWeather, type WebhookWeather } from "../weather.ts";
import type { FakePayPal } from "./fake-paypal.ts";
import { type Capture, Fault } from "./objects.ts";
import { dispute, settle } from "./orders.ts";
import type { WebhookSender } from "./sender.ts";

interface Wish extends Partial<WebhookWeather> {
  readonly event?: string;
  readonly capture?: string;
  readonly order?: string;
  readonly status?: "COMPLETED" | "DECLINED";
  readonly outcome?: "buyer" | "seller";
  readonly next?: Capture["status"] | number;
}

/** What no PayPal has: null where the request is not about that. */
export async function control(fake: FakePayPal, sender: WebhookSender, request: Request): Promise<Response | null> {
  const { pathname } = new URL(request.url);
  if (!pathname.startsWith("/_control/")) return null;
  if (request.method === "GET" && pathname === "/_control/health") return Response.json({ ok: true });
  if (request.method === "GET" && pathname === "/_control/captures") {
    return Response.json(Object.values(fake.world.state.captures));
  }
  if (request.method !== "POST") return new Response(null, { status: 405 });
  try {
    return await act(fake, sender, pathname.slice("/_control/".length), (await request.json()) as Wish);
  } catch (error) {
    if (error instanceof Fault) return Response.json({ issue: error.issue }, { status: error.status });
    throw error;
  }
}

async function act(fake: FakePayPal, sender: WebhookSender, what: string, wish: Wish): Promise<Response> {
  switch (what) {
    case "webhooks": {
      const { drop, double, reorder, delayMs } = { ...fairWeather, ...wish };
      Object.assign(fake.weather, { drop, double, reorder, delayMs });
      break;
    }
    case "captures":
      if (typeof wish.next === "string") {
        if (wish.order) fake.world.captureOf.set(wish.order, wish.next);
        else fake.world.nextCaptures.push(wish.next);
      }
      break;
    case "settle":
      settle(fake.world, wish.capture ?? "", wish.status ?? "COMPLETED");
      break;
    case "dispute":
      dispute(fake.world, wish.capture ?? "", wish.outcome);
      break;
    case "lose-answers": {
      let left = typeof wish.next === "number" ? wish.next : 1;
      fake.losesAnswer = (path) => path.startsWith("POST") && left-- > 0;
      break;
    }
    case "replay":
      await sender.replay(wish.event ? [wish.event] : Object.keys(fake.world.state.events));
      break;
    default:
      return new Response(null, { status: 404 });
  }
  return Response.json({ ok: true });
}
