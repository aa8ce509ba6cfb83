import { nextTurn } from "./calendar.ts";
import { invalid } from "./fault.ts";
import { type Form, flag, mergeMetadata, needed, part, rows, text, whole } from "./form.ts";
import { charge, draftInvoice, finalize, invoicesOf, lineOf, refuseDeclined, voidInvoice } from "./invoices.ts";
import { find, listOf, liveCustomer, page } from "./lists.ts";
import type { Invoice, Item, Price, Subscription } from "./objects.ts";
import { prorate } from "./proration.ts";
import type { World } from "./world.ts";

export interface Wanted {
  price: string;
  quantity?: number;
}

export function wantedItems(world: World, items: Form[]): Wanted[] {
  return items.map((row) => {
    const price = find(world.state.prices, needed(row, "price"), "price", 400);
    const quantity = whole(row, "quantity");
    if (!price.active) throw invalid(`The price ${price.id} is not active.`, "price");
    if (price.recurring.usage_type === "metered") {
      if (quantity !== undefined) throw invalid("A metered price takes no quantity.", "quantity");
      return { price: price.id };
    }
    return { price: price.id, quantity: quantity ?? 1 };
  });
}

export function itemOf(world: World, subId: string, wanted: Wanted, startS: number, endS: number): Item {
  const price = find(world.state.prices, wanted.price, "price", 400);
  return {
    ...{ id: world.id("si"), object: "subscription_item", created: startS, metadata: {}, subscription: subId },
    ...{ current_period_start: startS, current_period_end: endS, price: structuredClone(price) },
    ...(wanted.quantity === undefined ? {} : { quantity: wanted.quantity }),
  };
}

export interface NewSubscription {
  customer: string;
  items: Wanted[];
  metadata: Record<string, string>;
  automaticTax: boolean;
  paymentMethod: string | null;
}

/** With its first invoice, charged at once. False: the card was refused, and the subscription is incomplete. */
export function startSubscription(world: World, wanted: NewSubscription): { sub: Subscription; paid: boolean } {
  const nowS = world.nowS(wanted.customer);
  const id = world.id("sub");
  const endS = nextTurn(nowS, nowS);
  const items = wanted.items.map((item) => itemOf(world, id, item, nowS, endS));
  const sub: Subscription = {
    ...{ id, object: "subscription", automatic_tax: { enabled: wanted.automaticTax }, billing_cycle_anchor: nowS },
    ...{ cancel_at: null, cancel_at_period_end: false, canceled_at: null, cancellation_details: { reason: null } },
    ...{ collection_method: "charge_automatically", created: nowS, currency: items[0]?.price.currency ?? "gbp" },
    ...{ customer: wanted.customer, default_payment_method: wanted.paymentMethod, ended_at: null },
    items: listOf(items, `/v1/subscription_items?subscription=${id}`),
    ...{ latest_invoice: null, livemode: false, metadata: wanted.metadata, schedule: null, start_date: nowS },
    ...{ status: "incomplete", test_clock: world.state.customers[wanted.customer]?.test_clock ?? null },
  };
  world.state.subscriptions[id] = sub;
  world.emit("customer.subscription.created", sub, sub.customer);
  const invoice = draftInvoice(world, sub, "subscription_create", planLines(world, sub), false);
  finalize(world, invoice);
  return { sub, paid: pay(world, invoice) };
}

/** A line for each item that is paid in advance. */
export const planLines = (world: World, sub: Subscription) =>
  sub.items.data
    .filter((item) => item.price.recurring.usage_type === "licensed")
    .map((item) =>
      lineOf(
        world,
        sub,
        item.price,
        { start: item.current_period_start, end: item.current_period_end },
        {
          ...{ quantity: item.quantity ?? 1, amount: item.price.unit_amount * (item.quantity ?? 1), proration: false },
          description: `${item.quantity ?? 1} × ${productName(world, item.price)}`,
        },
      ),
    );

export const productName = (world: World, price: Price): string => world.state.products[price.product]?.name ?? "?";

export function setStatus(world: World, sub: Subscription, status: Subscription["status"]): void {
  if (sub.status === status || sub.ended_at !== null) return;
  sub.status = status;
  world.emit("customer.subscription.updated", sub, sub.customer);
}

/** Charges an invoice, with what that means for its subscription. */
export function pay(world: World, invoice: Invoice): boolean {
  const paid = charge(world, invoice);
  const sub = world.state.subscriptions[invoice.parent.subscription_details.subscription];
  if (!sub || sub.ended_at !== null) return paid;
  if (!paid) {
    if (sub.status === "incomplete") return false;
    if (sub.status === "active") setStatus(world, sub, "past_due");
    if (invoice.next_payment_attempt === null && sub.status === "past_due") {
      if (world.settings.afterRetries === "canceled") endSubscription(world, sub, "payment_failed");
      else setStatus(world, sub, "unpaid");
    }
    return false;
  }
  const open = invoicesOf(world, sub.id).some((i) => i.status === "open");
  if (!open || sub.status === "incomplete") setStatus(world, sub, "active");
  return true;
}

export function endSubscription(world: World, sub: Subscription, reason: string | null): void {
  if (sub.ended_at !== null) return;
  const nowS = world.nowS(sub.customer);
  sub.canceled_at ??= nowS;
  sub.ended_at = nowS;
  sub.status = "canceled";
  sub.cancel_at_period_end = false;
  sub.cancellation_details.reason = reason ?? "cancellation_requested";
  const schedule = sub.schedule ? world.state.schedules[sub.schedule] : undefined;
  if (schedule) schedule.status = "canceled";
  for (const invoice of invoicesOf(world, sub.id)) invoice.next_payment_attempt = null;
  world.emit("customer.subscription.deleted", sub, sub.customer);
}

export function createSubscription(world: World, form: Form): Subscription {
  const customer = liveCustomer(world, needed(form, "customer"));
  const method = text(form, "default_payment_method") ?? null;
  if (method) find(world.state.paymentMethods, method, "payment_method", 400);
  const { sub, paid } = startSubscription(world, {
    ...{ customer: customer.id, items: wantedItems(world, rows(form, "items")), metadata: mergeMetadata({}, form) },
    automaticTax: flag(part(form, "automatic_tax"), "enabled") ?? false,
    paymentMethod: method,
  });
  if (text(form, "payment_behavior") === "error_if_incomplete") refuseDeclined(paid);
  return sub;
}

export function updateSubscription(world: World, id: string, form: Form): Subscription {
  const sub = find(world.state.subscriptions, id, "subscription");
  if (sub.ended_at !== null) throw invalid("A canceled subscription can only update its metadata.");
  sub.metadata = mergeMetadata(sub.metadata, form);
  const method = text(form, "default_payment_method");
  if (method) sub.default_payment_method = find(world.state.paymentMethods, method, "payment_method", 400).id;
  const ends = flag(form, "cancel_at_period_end");
  if (ends !== undefined) cancelAtPeriodEnd(world, sub, ends);
  const changes = rows(form, "items");
  if (changes.length > 0) changeItems(world, sub, changes, form);
  world.emit("customer.subscription.updated", sub, sub.customer);
  return sub;
}

export function cancelAtPeriodEnd(world: World, sub: Subscription, ends: boolean): void {
  if (sub.schedule) {
    throw invalid(
      `The subscription is managed by the subscription schedule \`${sub.schedule}\`, and updating any cancelation behavior directly is not allowed.`,
    );
  }
  sub.cancel_at_period_end = ends;
  sub.cancel_at = ends ? (sub.items.data[0]?.current_period_end ?? null) : null;
  sub.canceled_at = ends ? world.nowS(sub.customer) : null;
  sub.cancellation_details.reason = ends ? "cancellation_requested" : null;
}

function changeItems(world: World, sub: Subscription, changes: Form[], form: Form): void {
  const before = structuredClone(sub.items.data);
  for (const row of changes) {
    const item = sub.items.data.find((one) => one.id === needed(row, "id"));
    if (!item) throw invalid("No such subscription item.", "items");
    const [wanted] = wantedItems(world, [row]);
    item.price = structuredClone(find(world.state.prices, wanted?.price ?? "", "price", 400));
    if (wanted?.quantity !== undefined) item.quantity = wanted.quantity;
  }
  if (text(form, "proration_behavior") !== "always_invoice") return;
  const lines = prorate(world, sub, before);
  if (lines.length === 0) return;
  const invoice = draftInvoice(world, sub, "subscription_update", lines, false);
  finalize(world, invoice);
  const paid = pay(world, invoice);
  if (text(form, "payment_behavior") === "error_if_incomplete") refuseDeclined(paid);
}

export function cancelSubscription(world: World, id: string): Subscription {
  const sub = find(world.state.subscriptions, id, "subscription");
  if (sub.ended_at !== null) throw invalid(`No such subscription: ${id}`, "id", "resource_missing");
  endSubscription(world, sub, null);
  return sub;
}

export function expireIncomplete(world: World, sub: Subscription): void {
  sub.ended_at = world.nowS(sub.customer);
  sub.status = "incomplete_expired";
  for (const invoice of invoicesOf(world, sub.id)) if (invoice.status === "open") voidInvoice(world, invoice);
  world.emit("customer.subscription.updated", sub, sub.customer);
}

export function listSubscriptions(world: World, form: Form): object {
  const [customer, status] = [text(form, "customer"), text(form, "status")];
  if (customer) liveCustomer(world, customer);
  const ended = new Set<Subscription["status"]>(["canceled", "incomplete_expired"]);
  const all = Object.values(world.state.subscriptions).filter(
    (s) =>
      (!customer || s.customer === customer) &&
      (status === "all" || (status ? s.status === status : !ended.has(s.status))),
  );
  return page(all, form, "/v1/subscriptions");
}
