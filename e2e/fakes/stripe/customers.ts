import { invalid, missing } from "./fault.ts";
import { type Form, mergeMetadata, needed, part, text } from "./form.ts";
import { find, liveCustomer, page } from "./lists.ts";
import type { Customer, PaymentMethod } from "./objects.ts";
import { endSubscription } from "./subscriptions.ts";
import type { World } from "./world.ts";

export function createCustomer(world: World, form: Form): Customer {
  const clock = text(form, "test_clock") ?? null;
  if (clock) find(world.state.clocks, clock, "test_clock", 400);
  const country = text(part(form, "address"), "country");
  const customer: Customer = {
    ...{ id: world.id("cus"), object: "customer", created: world.nowS(), balance: 0, livemode: false },
    ...{ email: text(form, "email") ?? null, name: text(form, "name") ?? null },
    address: country ? { country } : null,
    metadata: mergeMetadata({}, form),
    invoice_settings: { default_payment_method: null },
    test_clock: clock,
  };
  world.state.customers[customer.id] = customer;
  const method = text(form, "payment_method");
  if (method) attach(world, method, customer.id);
  updateDefault(world, customer, form);
  world.emit("customer.created", customer, customer.id);
  return customer;
}

/** A deleted customer is still answered, with no more than that it is deleted. */
export function retrieveCustomer(world: World, id: string): object {
  const customer = find(world.state.customers, id, "customer");
  return customer.deleted ? { id, object: "customer", deleted: true } : customer;
}

export function listCustomers(world: World, form: Form): object {
  const email = text(form, "email");
  const all = Object.values(world.state.customers).filter((c) => !c.deleted && (!email || c.email === email));
  return page(all, form, "/v1/customers");
}

export function updateCustomer(world: World, id: string, form: Form): Customer {
  const customer = liveCustomer(world, id, 404);
  customer.email = text(form, "email") ?? customer.email;
  customer.name = text(form, "name") ?? customer.name;
  customer.metadata = mergeMetadata(customer.metadata, form);
  updateDefault(world, customer, form);
  world.emit("customer.updated", customer, id);
  return customer;
}

function updateDefault(world: World, customer: Customer, form: Form): void {
  const method = text(part(form, "invoice_settings"), "default_payment_method");
  if (!method) return;
  const known = find(world.state.paymentMethods, method, "payment_method", 400);
  if (known.customer !== customer.id) throw invalid("The customer does not have that payment method.");
  customer.invoice_settings.default_payment_method = method;
}

/** Ends all subscriptions at once; nothing of the person is kept. */
export function deleteCustomer(world: World, id: string): object {
  const customer = liveCustomer(world, id, 404);
  for (const sub of Object.values(world.state.subscriptions)) {
    if (sub.customer === id) endSubscription(world, sub, null);
  }
  for (const method of Object.values(world.state.paymentMethods)) {
    if (method.customer === id) delete world.state.paymentMethods[method.id];
  }
  Object.assign(customer, { email: null, name: null, address: null, metadata: {}, deleted: true });
  customer.invoice_settings.default_payment_method = null;
  world.emit("customer.deleted", { id, object: "customer", deleted: true }, id);
  return { id, object: "customer", deleted: true };
}

/** Stripe's names of test cards, and what becomes of a charge. */
const testCards: Record<string, string> = { pm_card_visa: "4242", pm_card_chargeCustomerFail: "0341" };
export const worksCard = "pm_card_visa";
export const failsCard = "pm_card_chargeCustomerFail";

export function attach(world: World, name: string, customerId: string): PaymentMethod {
  const last4 = testCards[name];
  if (!last4) throw missing("PaymentMethod", name);
  const method: PaymentMethod = {
    ...{ id: world.id("pm"), object: "payment_method", type: "card", created: world.nowS(customerId), livemode: false },
    customer: customerId,
    card: { brand: "visa", last4, exp_month: 12, exp_year: 2040 },
  };
  world.state.paymentMethods[method.id] = method;
  world.emit("payment_method.attached", method, customerId);
  return method;
}

export const attachPaymentMethod = (world: World, name: string, form: Form): PaymentMethod =>
  attach(world, name, liveCustomer(world, needed(form, "customer")).id);

/** A card for everything from now on, as Checkout and the portal set it. */
export function useCard(world: World, customerId: string, name: string): PaymentMethod {
  const method = attach(world, name, customerId);
  liveCustomer(world, customerId).invoice_settings.default_payment_method = method.id;
  for (const sub of Object.values(world.state.subscriptions)) {
    if (sub.customer === customerId && sub.ended_at === null) sub.default_payment_method = method.id;
  }
  return method;
}
