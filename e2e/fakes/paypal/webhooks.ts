import type { Signer } from "./certificate.ts";
import type { World } from "./world.ts";

export interface Delivery {
  readonly eventId: string;
  readonly type: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

const table = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

export function crc32(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) c = (table[(c ^ byte) & 255] ?? 0) ^ (c >>> 8);
  return (c ^ 0xffffffff) >>> 0;
}

/** An event as PayPal sends it: signed over its id, the time, the webhook's id and the body's checksum. */
export async function deliveryOf(
  world: World,
  eventId: string,
  signer: Signer,
  webhookId: string,
  certUrl = `${world.origin}/v1/notifications/certs/CERT-1`,
): Promise<Delivery> {
  const event = world.state.events[eventId];
  if (!event) throw new Error(`no event ${eventId}`);
  const transmissionId = crypto.randomUUID();
  const time = new Date(world.nowMs()).toISOString().replace(/\.\d+Z$/, "Z");
  const crc = crc32(new TextEncoder().encode(event.body));
  const headers = {
    ...{ "content-type": "application/json", "paypal-auth-algo": "SHA256withRSA", "paypal-cert-url": certUrl },
    ...{ "paypal-transmission-id": transmissionId, "paypal-transmission-time": time },
    "paypal-transmission-sig": await signer.sign(`${transmissionId}|${time}|${webhookId}|${crc}`),
  };
  return { eventId, type: event.type, body: event.body, headers };
}
