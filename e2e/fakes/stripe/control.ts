import { fairWeather, type WebhookWeather } from "../weather.ts";
import type { FakeStripe } from "./fake-stripe.ts";
import { disputePayment } from "./payments.ts";
import type { WebhookSender } from "./sender.ts";

interface Wish {
  readonly event?: string;
  readonly seconds?: number;
  readonly payment?: string;
  readonly outcome?: "won" | "lost";
}

/** What no Stripe has: null where the request is not about that. */
export async function control(fake: FakeStripe, sender: WebhookSender, request: Request): Promise<Response | null> {
  const { pathname } = new URL(request.url);
  if (!pathname.startsWith("/_control/")) return null;
  if (request.method === "GET" && pathname === "/_control/health") return Response.json({ ok: true });
  if (request.method !== "POST") return new Response(null, { status: 405 });
  const wish = (await request.json()) as Partial<WebhookWeather> & Wish;
  switch (pathname) {
    case "/_control/webhooks": {
      const { drop, double, reorder, delayMs } = { ...fairWeather, ...wish };
      Object.assign(fake.weather, { drop, double, reorder, delayMs });
      return Response.json(fake.weather);
    }
    case "/_control/replay":
      await sender.replay(wish.event ? [wish.event] : Object.keys(fake.world.state.events));
      return Response.json({ ok: true });
    case "/_control/dispute":
      disputePayment(fake.world, wish.payment ?? "", wish.outcome);
      return Response.json({ ok: true });
    case "/_control/advance":
      fake.advance(wish.seconds ?? 0);
      return Response.json({ nowS: fake.world.nowS() });
    default:
      return new Response(null, { status: 404 });
  }
}
