import { nextTurn } from "./calendar.ts";
import { expireCheckout } from "./checkout.ts";
import { draftInvoice, finalize, lineOf } from "./invoices.ts";
import { usage } from "./meters.ts";
import type { Line, Subscription } from "./objects.ts";
import { turnSchedule } from "./schedules.ts";
import { endSubscription, expireIncomplete, pay, planLines, productName } from "./subscriptions.ts";
import type { World } from "./world.ts";

interface Due {
  atS: number;
  run: () => void;
}

const incompleteS = 23 * 3600;

/** Lets time pass, up to `toS`: each thing happens at its own time, and sees that time. */
export function passTime(
  world: World,
  concerns: (customerId: string | null) => boolean,
  toS: number,
  setNow: (nowS: number) => void,
): void {
  for (let steps = 0; steps < 100_000; steps++) {
    const next = soonest(world, concerns);
    if (!next || next.atS > toS) break;
    setNow(next.atS);
    next.run();
  }
  setNow(toS);
}

function soonest(world: World, concerns: (customerId: string | null) => boolean): Due | null {
  let best: Due | null = null;
  const offer = (atS: number | null, run: () => void) => {
    if (atS !== null && (best === null || atS < best.atS)) best = { atS, run };
  };
  for (const invoice of Object.values(world.state.invoices)) {
    if (!concerns(invoice.customer) || !invoice.auto_advance) continue;
    if (invoice.status === "draft") {
      offer(invoice.automatically_finalizes_at, () => {
        finalize(world, invoice);
        pay(world, invoice);
      });
    }
    if (invoice.status === "open") offer(invoice.next_payment_attempt, () => pay(world, invoice));
  }
  for (const sub of Object.values(world.state.subscriptions)) {
    if (!concerns(sub.customer) || sub.ended_at !== null) continue;
    if (sub.status === "incomplete") offer(sub.created + incompleteS, () => expireIncomplete(world, sub));
    else offer(sub.items.data[0]?.current_period_end ?? null, () => renew(world, sub));
  }
  for (const session of Object.values(world.state.checkouts)) {
    if (session.status === "open" && concerns(session.customer)) {
      offer(session.expires_at, () => expireCheckout(world, session.id));
    }
  }
  return best;
}

function renew(world: World, sub: Subscription): void {
  const first = sub.items.data[0];
  if (!first) return;
  const atS = first.current_period_end;
  const used = usageLines(world, sub);
  if (sub.cancel_at_period_end) {
    endSubscription(world, sub, "cancellation_requested");
    if (used.length > 0) draftInvoice(world, sub, "subscription_cycle", used, true);
    return;
  }
  turnSchedule(world, sub, atS);
  for (const item of sub.items.data) {
    item.current_period_start = atS;
    item.current_period_end = nextTurn(sub.billing_cycle_anchor, atS);
  }
  world.emit("customer.subscription.updated", sub, sub.customer);
  draftInvoice(world, sub, "subscription_cycle", [...planLines(world, sub), ...used], true);
}

/** What was metered in the period that ends. */
function usageLines(world: World, sub: Subscription): Line[] {
  return sub.items.data.flatMap((item) => {
    const meter = item.price.recurring.meter ? world.state.meters[item.price.recurring.meter] : undefined;
    if (!meter) return [];
    const period = { start: item.current_period_start, end: item.current_period_end };
    const quantity = usage(world, meter, sub.customer, period.start, period.end);
    if (quantity === 0) return [];
    const amount = quantity * item.price.unit_amount;
    const description = `${quantity} × ${productName(world, item.price)}`;
    return [lineOf(world, sub, item.price, period, { quantity, amount, description, proration: false })];
  });
}
