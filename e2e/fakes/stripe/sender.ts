import { setTimeout as sleep } from "node:timers/promises";
import type { FakeStripe } from "./fake-stripe.ts";
import type { Delivery } from "./webhooks.ts";

/** Stripe tries for three days; here a minute shows the same. */
const retryAfterMs = [500, 2_000, 5_000, 15_000, 40_000];

/** Sends webhooks over HTTP, each until it is taken. */
export class WebhookSender {
  private readonly fake: FakeStripe;

  constructor(fake: FakeStripe) {
    this.fake = fake;
  }

  /** Whatever has happened since. */
  async pump(): Promise<void> {
    const { delayMs } = this.fake.weather;
    for (const delivery of await this.fake.takeDeliveries()) void this.send(delivery, delayMs);
  }

  async replay(eventIds: string[]): Promise<void> {
    for (const id of eventIds) {
      for (const delivery of await this.fake.deliveriesOf(id)) await this.send(delivery, 0);
    }
  }

  private async send(first: Delivery, delayMs: number): Promise<void> {
    if (delayMs > 0) await sleep(delayMs);
    for (const wait of [0, ...retryAfterMs]) {
      await sleep(wait);
      // Each try is signed anew: the receiver refuses old signatures.
      const again = await this.fake.deliveriesOf(first.eventId);
      const delivery = again.find((d) => d.url === first.url) ?? first;
      if (await post(delivery)) return;
    }
    console.error(`webhook ${first.type} (${first.eventId}) was not taken by ${first.url}`);
  }
}

async function post({ url, body, signature }: Delivery): Promise<boolean> {
  try {
    const headers = { "content-type": "application/json; charset=utf-8", "stripe-signature": signature };
    const answer = await fetch(url, { method: "POST", body, headers, signal: AbortSignal.timeout(20_000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
