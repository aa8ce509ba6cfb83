import { setTimeout as sleep } from "node:timers/promises";
import { postUntilTaken } from "../serve.ts";
import type { FakeStripe } from "./fake-stripe.ts";
import type { Delivery } from "./webhooks.ts";

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
    const taken = await postUntilTaken(async () => {
      const again = await this.fake.deliveriesOf(first.eventId);
      const { url, body, signature } = again.find((d) => d.url === first.url) ?? first;
      const headers = { "content-type": "application/json; charset=utf-8", "stripe-signature": signature };
      return { url, body, headers };
    });
    if (!taken) console.error(`webhook ${first.type} (${first.eventId}) was not taken by ${first.url}`);
  }
}
