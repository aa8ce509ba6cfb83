import type { Stripe } from "stripe";
import { isKnownEvent, ownerOfCustomer } from "../../db/billing.ts";
import type { Db } from "../../db/client.ts";
import { syncCustomer } from "./sync-customer.ts";

/** Something happened to a customer of ours: ask Stripe what is true now. Twice, late or out of order is the same. */
export async function onStripeEvent(stripe: Stripe, db: Db, event: Stripe.Event, nowMs: number): Promise<void> {
  const customerId = customerIn(event);
  if (customerId === null || (await isKnownEvent(db, event.id))) return;
  const ownerId = await ownerOfCustomer(db, customerId);
  if (ownerId === null) return;
  const heard = { eventId: event.id, type: event.type, createdAtMs: event.created * 1000 };
  await syncCustomer(stripe, db, ownerId, heard, nowMs);
}

function customerIn(event: Pick<Stripe.Event, "data">): string | null {
  const object = event.data.object as { object?: string; id?: string; customer?: string | { id: string } | null };
  if (object.object === "customer") return object.id ?? null;
  return typeof object.customer === "string" ? object.customer : (object.customer?.id ?? null);
}
