import { Stripe } from "stripe";
import { hears } from "./events.ts";
import type { World } from "./world.ts";

export interface Delivery {
  readonly eventId: string;
  readonly type: string;
  readonly url: string;
  readonly body: string;
  readonly signature: string;
}

/** One event as each endpoint that hears it gets it, signed by the SDK's own code. */
export async function deliveriesOf(world: World, eventId: string, signedAtS: number): Promise<Delivery[]> {
  const event = world.state.events[eventId];
  if (!event) return [];
  const body = JSON.stringify(event, null, 2);
  const endpoints = Object.values(world.state.endpoints).filter((e) => hears(e, event.type));
  return Promise.all(
    endpoints.map(async ({ url, secret = "" }) => {
      const signature = await Stripe.webhooks.generateTestHeaderStringAsync({
        ...{ payload: body, secret, timestamp: signedAtS },
        cryptoProvider: Stripe.createSubtleCryptoProvider(),
      });
      return { eventId, type: event.type, url, body, signature };
    }),
  );
}
