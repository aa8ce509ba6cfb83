import { invalid } from "./fault.ts";
import { type Form, flag, mergeMetadata, needed, part, rows, text, texts } from "./form.ts";
import { find, liveCustomer, page } from "./lists.ts";
import type { PortalConfiguration, PortalSession, Price, Subscription } from "./objects.ts";
import { createSchedule, itemsNow, releaseSchedule, updateSchedule } from "./schedules.ts";
import { cancelAtPeriodEnd, updateSubscription } from "./subscriptions.ts";
import type { World } from "./world.ts";

export interface Features {
  update: { enabled: boolean; prices: string[]; downgradeAtPeriodEnd: boolean };
  cancel: boolean;
  card: boolean;
  invoices: boolean;
}

/** Kept as sent, with whether each is enabled; read by `featuresOf`. */
function featuresFrom(form: Form): Record<string, unknown> {
  const features = part(form, "features");
  const on = (name: string) => ({ enabled: flag(part(features, name), "enabled") ?? false });
  const update = part(features, "subscription_update");
  return {
    customer_update: {
      ...on("customer_update"),
      allowed_updates: texts(part(features, "customer_update"), "allowed_updates"),
    },
    invoice_history: on("invoice_history"),
    payment_method_update: on("payment_method_update"),
    subscription_cancel: {
      ...on("subscription_cancel"),
      mode: text(part(features, "subscription_cancel"), "mode") ?? "at_period_end",
    },
    subscription_update: {
      ...on("subscription_update"),
      products: rows(update, "products").map((row) => ({
        product: needed(row, "product"),
        prices: texts(row, "prices"),
      })),
      proration_behavior: text(update, "proration_behavior") ?? "none",
      schedule_at_period_end: {
        conditions: rows(part(update, "schedule_at_period_end"), "conditions").map((row) => ({
          type: text(row, "type"),
        })),
      },
    },
  };
}

export function createConfiguration(world: World, form: Form): PortalConfiguration {
  const configuration: PortalConfiguration = {
    ...{ id: world.id("bpc"), object: "billing_portal.configuration", active: true, created: world.nowS() },
    ...{ features: featuresFrom(form), is_default: false, livemode: false, metadata: mergeMetadata({}, form) },
    updated: world.nowS(),
  };
  world.state.portalConfigurations[configuration.id] = configuration;
  return configuration;
}

export function listConfigurations(world: World, form: Form): object {
  const active = flag(form, "active");
  const all = Object.values(world.state.portalConfigurations).filter(
    (c) => active === undefined || c.active === active,
  );
  return page(all, form, "/v1/billing_portal/configurations");
}

export function updateConfiguration(world: World, id: string, form: Form): PortalConfiguration {
  const configuration = find(world.state.portalConfigurations, id, "configuration");
  configuration.active = flag(form, "active") ?? configuration.active;
  if (form.features) configuration.features = { ...configuration.features, ...featuresFrom(form) };
  return configuration;
}

export function createPortal(world: World, form: Form): PortalSession {
  const customer = liveCustomer(world, needed(form, "customer"));
  const wanted = text(form, "configuration");
  const configuration = wanted
    ? find(world.state.portalConfigurations, wanted, "configuration", 400)
    : Object.values(world.state.portalConfigurations)[0];
  if (!configuration) throw invalid("No configuration provided and your test mode default has not been created.");
  const id = world.id("bps");
  const session: PortalSession = {
    ...{ id, object: "billing_portal.session", configuration: configuration.id, created: world.nowS(customer.id) },
    ...{ customer: customer.id, livemode: false, return_url: text(form, "return_url") ?? null },
    url: `${world.origin}/portal/${id}`,
  };
  world.state.portals[id] = session;
  return session;
}

export function featuresOf(world: World, session: PortalSession): Features {
  const kept = world.state.portalConfigurations[session.configuration]?.features as {
    invoice_history: { enabled: boolean };
    payment_method_update: { enabled: boolean };
    subscription_cancel: { enabled: boolean };
    subscription_update: {
      enabled: boolean;
      products: { prices: string[] }[];
      schedule_at_period_end: { conditions: { type: string }[] };
    };
  };
  const update = kept.subscription_update;
  return {
    update: {
      enabled: update.enabled,
      prices: update.products.flatMap((p) => p.prices),
      downgradeAtPeriodEnd: update.schedule_at_period_end.conditions.some((c) => c.type === "decreasing_item_amount"),
    },
    cancel: kept.subscription_cancel.enabled,
    card: kept.payment_method_update.enabled,
    invoices: kept.invoice_history.enabled,
  };
}

export const subscriptionOf = (world: World, session: PortalSession): Subscription | undefined =>
  Object.values(world.state.subscriptions).findLast((s) => s.customer === session.customer && s.ended_at === null);

/** As Stripe: not where there are several products, nor where something is metered. */
export function pricesOnOffer(world: World, session: PortalSession, sub: Subscription): Price[] {
  const { update } = featuresOf(world, session);
  const plain = sub.items.data.length === 1 && sub.items.data[0]?.price.recurring.usage_type === "licensed";
  if (!update.enabled || !plain) return [];
  return update.prices.map((id) => find(world.state.prices, id, "price", 400));
}

export function changePlan(world: World, session: PortalSession, priceId: string): void {
  const sub = subscriptionOf(world, session);
  const item = sub?.items.data[0];
  const price = sub && pricesOnOffer(world, session, sub).find((p) => p.id === priceId);
  if (!sub || !item || !price) throw invalid("That plan is not on offer.");
  if (sub.schedule) releaseSchedule(world, sub.schedule);
  if (price.id === item.price.id) return;
  if (price.unit_amount < item.price.unit_amount && featuresOf(world, session).update.downgradeAtPeriodEnd) {
    const schedule = createSchedule(world, { from_subscription: sub.id });
    const { current_period_start: start, current_period_end: end } = item;
    const now = itemsNow(sub).map((i) => ({ price: i.price, quantity: String(i.quantity ?? 1) }));
    updateSchedule(world, schedule.id, {
      end_behavior: "release",
      phases: {
        0: { items: Object.fromEntries(now.entries()), start_date: String(start), end_date: String(end) },
        1: { items: { 0: { price: price.id, quantity: "1" } }, duration: { interval: "month", interval_count: "1" } },
      },
    });
    return;
  }
  updateSubscription(world, sub.id, {
    items: { 0: { id: item.id, price: price.id, quantity: "1" } },
    ...{ proration_behavior: "always_invoice", payment_behavior: "error_if_incomplete" },
  });
}

export function cancelInPortal(world: World, session: PortalSession, ends: boolean): void {
  const sub = subscriptionOf(world, session);
  if (!sub || !featuresOf(world, session).cancel) throw invalid("There is nothing to cancel.");
  if (sub.schedule) releaseSchedule(world, sub.schedule);
  cancelAtPeriodEnd(world, sub, ends);
  world.emit("customer.subscription.updated", sub, sub.customer);
}
