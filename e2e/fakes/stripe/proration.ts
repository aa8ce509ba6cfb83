import { lineOf } from "./invoices.ts";
import type { Item, Line, Subscription } from "./objects.ts";
import type { World } from "./world.ts";

/** The unused rest of what was paid comes back, the same rest of what is new is charged. */
export function prorate(world: World, sub: Subscription, before: Item[]): Line[] {
  const nowS = world.nowS(sub.customer);
  const lines: Line[] = [];
  for (const item of sub.items.data) {
    const old = before.find((one) => one.id === item.id);
    if (!old || old.price.id === item.price.id || item.price.recurring.usage_type === "metered") continue;
    const period = { start: nowS, end: item.current_period_end };
    const share = (item.current_period_end - nowS) / (item.current_period_end - item.current_period_start);
    const quantity = item.quantity ?? 1;
    const part = (price: Item["price"], sign: 1 | -1, description: string) =>
      lineOf(world, sub, price, period, {
        ...{ quantity, amount: sign * Math.round(price.unit_amount * quantity * share), description, proration: true },
      });
    lines.push(part(old.price, -1, "Unused time"), part(item.price, 1, "Remaining time"));
  }
  return lines;
}
