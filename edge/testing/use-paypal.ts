import { afterEach, beforeEach } from "vitest";
import { makeSigner, type Signer } from "../../e2e/fakes/paypal/certificate.ts";
import { clientId, clientSecret, FakePayPal, merchantId } from "../../e2e/fakes/paypal/fake-paypal.ts";
import type { Delivery } from "../../e2e/fakes/paypal/webhooks.ts";
import type { TestSystem } from "./test-system.ts";

const origin = "http://paypal.test";
const yearMs = 365 * 86_400_000;
/** Keys take long to make: one for all tests. */
let signer: Promise<Signer> | null = null;

/** A fake PayPal for each test, reached by the edge as the real one is. After `useSystem` (and `useStripe`). */
export function usePayPal(system: { current: TestSystem }): { current: PayPalShop } {
  const held = {} as { current: PayPalShop };
  let before = globalThis.fetch;
  beforeEach(async () => {
    // Orders that other tests left behind are at no PayPal any more.
    await system.current.env.DB.prepare("UPDATE orders SET check_at_ms = NULL").run();
    before = globalThis.fetch;
    signer ??= makeSigner(Date.now() - yearMs, Date.now() + yearMs);
    const fake = await FakePayPal.open({ origin, signer: await signer });
    const shop = new PayPalShop(system.current, fake);
    held.current = shop;
    globalThis.fetch = ((input: RequestInfo, init?: RequestInit) => {
      const request = new Request(input, init);
      return new URL(request.url).origin === origin ? shop.fake.handle(request) : before(request);
    }) as typeof fetch;
  });
  afterEach(() => {
    globalThis.fetch = before;
  });
  return held;
}

export class PayPalShop {
  readonly fake: FakePayPal;
  private readonly system: TestSystem;

  constructor(system: TestSystem, fake: FakePayPal) {
    this.system = system;
    this.fake = fake;
    Object.assign(system.env, {
      ...{ BILLING: "test", PAYPAL_CLIENT_ID: clientId, PAYPAL_CLIENT_SECRET: clientSecret, PAYPAL_BASE: origin },
      ...{ PAYPAL_MERCHANT_ID: merchantId, PAYPAL_WEBHOOK_ID: fake.webhookId },
    });
  }

  /** What the buyer presses on PayPal's page. */
  press(url: string, act: "approve" | "cancel" = "approve"): Promise<Response> {
    return this.fake.handle(new Request(url, { method: "POST", body: new URLSearchParams({ do: act }) }));
  }

  post({ body, headers }: Pick<Delivery, "body" | "headers">): Promise<Response> {
    return this.system.fetch("http://edge.test/webhooks/paypal", { method: "POST", body, headers: { ...headers } });
  }

  /** Delivers what PayPal has to say, each once and in order. */
  async deliver(): Promise<void> {
    for (const delivery of await this.fake.takeDeliveries()) {
      const { status } = await this.post(delivery);
      if (status !== 200) throw new Error(`${delivery.type}: ${status}`);
    }
  }

  captures(): number {
    return this.fake.done.filter((path) => path.endsWith("/capture")).length;
  }
}
