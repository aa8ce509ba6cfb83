import { setTimeout as sleep } from "node:timers/promises";
import { postUntilTaken } from "../serve.ts";
import type { FakePayPal } from "./fake-paypal.ts";

/** Sends webhooks over HTTP, each until it is taken. */
export class WebhookSender {
  private readonly fake: FakePayPal;
  private readonly url: string | undefined;

  constructor(fake: FakePayPal, url: string | undefined) {
    this.fake = fake;
    this.url = url;
  }

  /** Whatever has happened since. */
  async pump(): Promise<void> {
    const { delayMs } = this.fake.weather;
    for (const { eventId } of await this.fake.takeDeliveries()) void this.send(eventId, delayMs);
  }

  async replay(eventIds: string[]): Promise<void> {
    for (const id of eventIds) await this.send(id, 0);
  }

  private async send(eventId: string, delayMs: number): Promise<void> {
    const { url } = this;
    if (!url) return;
    if (delayMs > 0) await sleep(delayMs);
    const taken = await postUntilTaken(async () => ({ url, ...(await this.fake.deliveryOf(eventId)) }));
    if (!taken) console.error(`webhook ${eventId} was not taken by ${url}`);
  }
}
