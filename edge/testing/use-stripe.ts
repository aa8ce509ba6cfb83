import { afterEach, beforeEach } from "vitest";
import { FakeStripe } from "../../e2e/fakes/stripe/fake-stripe.ts";
import { sdkOf } from "../../e2e/fakes/stripe/testing.ts";
import type { Delivery } from "../../e2e/fakes/stripe/webhooks.ts";
import { type Person, signIn } from "./people.ts";
import type { TestSystem } from "./test-system.ts";

export const webhookSecret = "whsec_of_the_tests";
const origin = "http://stripe.test";

/** A fake Stripe for each test, reached by the edge as the real one is. After `useSystem`. */
export function useStripe(system: { current: TestSystem }): { current: Shop } {
  const held = {} as { current: Shop };
  let before = globalThis.fetch;
  beforeEach(async () => {
    // Customers that other tests left behind are at no Stripe any more; cron need not look after them.
    await system.current.env.DB.prepare(
      "UPDATE customers SET watch_until_ms = 0, synced_at_ms = 9e15, checked_at_ms = 9e15",
    ).run();
    before = globalThis.fetch;
    const shop = new Shop(system.current);
    held.current = shop;
    globalThis.fetch = ((input: RequestInfo, init?: RequestInit) => {
      const request = new Request(input, init);
      return new URL(request.url).origin === origin ? shop.answer(request) : before(request);
    }) as typeof fetch;
  });
  afterEach(() => {
    globalThis.fetch = before;
  });
  return held;
}

export class Shop {
  nowMs = Date.now();
  readonly fake = new FakeStripe({ nowMs: () => this.nowMs, origin });
  readonly stripe = sdkOf(this.fake);
  /** What the edge asked, `POST /v1/…`. */
  readonly asked: string[] = [];
  /** Called in front of each request: what happens at Stripe or here in that moment. */
  before: (path: string) => Promise<void> = async () => {};
  private readonly system: TestSystem;

  constructor(system: TestSystem) {
    this.system = system;
    Object.assign(system.env, {
      ...{ BILLING: "test", STRIPE_SECRET_KEY: "sk_test_1", STRIPE_API_BASE: origin },
      STRIPE_WEBHOOK_SECRET: webhookSecret,
    });
    this.fake.world.state.endpoints.we_test = {
      ...{ id: "we_test", object: "webhook_endpoint", created: 0, livemode: false, metadata: {}, status: "enabled" },
      ...{ enabled_events: ["*"], url: "http://edge.test/webhooks/stripe", secret: webhookSecret },
    };
  }

  async answer(request: Request): Promise<Response> {
    const path = `${request.method} ${new URL(request.url).pathname}`;
    this.asked.push(path);
    await this.before(path);
    return this.fake.handle(request);
  }

  press(url: string, fields: Record<string, string>): Promise<Response> {
    return this.fake.handle(new Request(url, { method: "POST", body: new URLSearchParams(fields) }));
  }

  post({ body, signature }: Pick<Delivery, "body" | "signature">): Promise<Response> {
    const headers = { "stripe-signature": signature };
    return this.system.fetch("http://edge.test/webhooks/stripe", { method: "POST", body, headers });
  }

  /** Delivers what Stripe has to say, each once and in order. */
  async deliver(): Promise<void> {
    for (const delivery of await this.fake.takeDeliveries()) {
      const { status } = await this.post(delivery);
      if (status !== 200) throw new Error(`${delivery.type}: ${status}`);
    }
  }

  /** Somebody with a plan, by Checkout. */
  async subscriber(plan = "starter"): Promise<Person> {
    const person = await signIn(this.system);
    const { url } = (await (await person.api("POST", "/billing/checkout", { plan })).json()) as { url: string };
    await this.press(url, { card: "works" });
    await this.deliver();
    return person;
  }

  /** Days go by, at Stripe alone. */
  pass(days: number): void {
    this.nowMs += days * 86_400_000;
    this.fake.advance(0);
  }
}
