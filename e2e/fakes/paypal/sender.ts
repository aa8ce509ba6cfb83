import { setTimeout as sleep } from "node:timers/promises";
import type { FakePayPal } from "./fake-paypal.ts";

/** PayPal tries 25 times in three days; here a minute shows the same. */
const retryAfterMs = [500, 2_000, 5_000, 15_000, 40_000];

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
    if (!this.url) return;
    if (delayMs > 0) await sleep(delayMs);
    for (const wait of [0, ...retryAfterMs]) {
      await sleep(wait);
      // Each try is signed anew: the receiver refuses old signatures.
      const { body, headers } = await this.fake.deliveryOf(eventId);
      if (await post(this.url, body, headers)) return;
    }
    console.error(`webhook ${eventId} was not taken by ${this.url}`);
  }
}

async function post(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<boolean> {
  try {
    const answer = await fetch(url, { method: "POST", body, headers, signal: AbortSignal.timeout(20_000) });
    await answer.body?.cancel();
    return answer.ok;
  } catch {
    return false;
  }
}
