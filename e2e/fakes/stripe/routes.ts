import * as catalogue from "./catalogue.ts";
import * as checkout from "./checkout.ts";
import * as clocks from "./clocks.ts";
import * as customers from "./customers.ts";
import * as events from "./events.ts";
import type { Form } from "./form.ts";
import * as invoices from "./invoices.ts";
import { find } from "./lists.ts";
import * as meters from "./meters.ts";
import * as payments from "./payments.ts";
import * as portal from "./portal.ts";
import * as schedules from "./schedules.ts";
import * as subscriptions from "./subscriptions.ts";
import type { World } from "./world.ts";

type Handler = (world: World, form: Form, id: string) => object;

/** `*` stands for an id. */
export const routes: Record<string, Handler> = {
  "POST customers": (w, f) => customers.createCustomer(w, f),
  "GET customers": customers.listCustomers,
  "GET customers/*": (w, _, id) => customers.retrieveCustomer(w, id),
  "POST customers/*": (w, f, id) => customers.updateCustomer(w, id, f),
  "DELETE customers/*": (w, _, id) => customers.deleteCustomer(w, id),
  "POST payment_methods/*/attach": (w, f, id) => customers.attachPaymentMethod(w, id, f),

  "POST products": (w, f) => catalogue.createProduct(w, f),
  "GET products": catalogue.listProducts,
  "GET products/*": (w, _, id) => find(w.state.products, id, "product"),
  "POST products/*": (w, f, id) => catalogue.updateProduct(w, id, f),
  "POST prices": (w, f) => catalogue.createPrice(w, f),
  "GET prices": catalogue.listPrices,
  "GET prices/*": (w, _, id) => find(w.state.prices, id, "price"),
  "POST prices/*": (w, f, id) => catalogue.updatePrice(w, id, f),

  "POST checkout/sessions": (w, f) => checkout.createCheckout(w, f),
  "GET checkout/sessions": checkout.listCheckouts,
  "GET checkout/sessions/*": (w, _, id) => find(w.state.checkouts, id, "checkout.session"),
  "POST checkout/sessions/*/expire": (w, _, id) => checkout.expireCheckout(w, id),
  "GET payment_intents/*": (w, _, id) => find(w.state.paymentIntents, id, "payment_intent"),
  "POST payment_intents/*/capture": (w, _, id) => payments.captureIntent(w, id),
  "POST payment_intents/*/cancel": (w, _, id) => payments.cancelIntent(w, id),
  "POST refunds": (w, f) => payments.createRefund(w, f),
  "GET disputes": payments.listDisputes,
  "POST billing_portal/configurations": (w, f) => portal.createConfiguration(w, f),
  "GET billing_portal/configurations": portal.listConfigurations,
  "POST billing_portal/configurations/*": (w, f, id) => portal.updateConfiguration(w, id, f),
  "POST billing_portal/sessions": (w, f) => portal.createPortal(w, f),

  "POST subscriptions": (w, f) => subscriptions.createSubscription(w, f),
  "GET subscriptions": subscriptions.listSubscriptions,
  "GET subscriptions/*": (w, _, id) => find(w.state.subscriptions, id, "subscription"),
  "POST subscriptions/*": (w, f, id) => subscriptions.updateSubscription(w, id, f),
  "DELETE subscriptions/*": (w, _, id) => subscriptions.cancelSubscription(w, id),
  "POST subscription_schedules": (w, f) => schedules.createSchedule(w, f),
  "GET subscription_schedules": schedules.listSchedules,
  "GET subscription_schedules/*": (w, _, id) => find(w.state.schedules, id, "subscription_schedule"),
  "POST subscription_schedules/*": (w, f, id) => schedules.updateSchedule(w, id, f),
  "POST subscription_schedules/*/release": (w, _, id) => schedules.releaseSchedule(w, id),

  "GET invoices": invoices.listInvoices,
  "GET invoices/*": (w, _, id) => find(w.state.invoices, id, "invoice"),
  "POST invoices/*": (w, f, id) => invoices.updateInvoice(w, id, f),
  "POST invoices/*/finalize": (w, _, id) => {
    const invoice = find(w.state.invoices, id, "invoice");
    invoices.finalize(w, invoice);
    return invoice;
  },
  "POST invoices/*/pay": (w, _, id) => {
    const invoice = find(w.state.invoices, id, "invoice");
    invoices.refuseDeclined(subscriptions.pay(w, invoice));
    return invoice;
  },
  "POST invoices/*/void": (w, _, id) => {
    const invoice = find(w.state.invoices, id, "invoice");
    invoices.voidInvoice(w, invoice);
    return invoice;
  },

  "POST billing/meters": (w, f) => meters.createMeter(w, f),
  "GET billing/meters": meters.listMeters,
  "GET billing/meters/*": (w, _, id) => find(w.state.meters, id, "meter"),
  "GET billing/meters/*/event_summaries": (w, f, id) => meters.listSummaries(w, id, f),
  "POST billing/meter_events": (w, f) => meters.createMeterEvent(w, f),

  "POST test_helpers/test_clocks": (w, f) => clocks.createClock(w, f),
  "GET test_helpers/test_clocks": clocks.listClocks,
  "GET test_helpers/test_clocks/*": (w, _, id) => find(w.state.clocks, id, "test_clock"),
  "POST test_helpers/test_clocks/*/advance": (w, f, id) => clocks.advanceClock(w, id, f),
  "DELETE test_helpers/test_clocks/*": (w, _, id) => clocks.deleteClock(w, id),

  "GET events": events.listEvents,
  "GET events/*": (w, _, id) => find(w.state.events, id, "event"),
  "POST webhook_endpoints": (w, f) => events.createEndpoint(w, f),
  "GET webhook_endpoints": events.listEndpoints,
};

/** The handler of a path below /v1, with the id in it. */
export function routeOf(method: string, path: string): { run: Handler; id: string } | null {
  const plain = routes[`${method} ${path}`];
  if (plain) return { run: plain, id: "" };
  const parts = path.split("/");
  for (let at = 1; at < parts.length; at++) {
    const run = routes[`${method} ${parts.with(at, "*").join("/")}`];
    if (run) return { run, id: decodeURIComponent(parts[at] ?? "") };
  }
  return null;
}
