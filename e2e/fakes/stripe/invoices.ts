import { declined, invalid } from "./fault.ts";
import { type Form, flag, mergeMetadata, text } from "./form.ts";
import { find, listOf, page } from "./lists.ts";
import type { Invoice, Line, Price, Subscription } from "./objects.ts";
import { taxOf } from "./tax.ts";
import type { World } from "./world.ts";

const hourS = 3600;
const dayS = 24 * hourS;
/** After the first failure, counted from it. */
const retryAfterS = [3 * dayS, 5 * dayS, 7 * dayS];

export function lineOf(
  world: World,
  sub: Subscription,
  price: Price,
  period: { start: number; end: number },
  amount: { quantity: number; amount: number; description: string; proration: boolean },
): Line {
  return {
    ...{ id: world.id("il"), object: "line_item", amount: amount.amount, currency: price.currency },
    ...{ description: amount.description, period, quantity: amount.quantity },
    pricing: { type: "price_details", price_details: { price: price.id, product: price.product } },
    parent: {
      type: "subscription_item_details",
      subscription_item_details: { proration: amount.proration, subscription: sub.id },
    },
  };
}

export function draftInvoice(
  world: World,
  sub: Subscription,
  reason: Invoice["billing_reason"],
  lines: Line[],
  waits: boolean,
): Invoice {
  const nowS = world.nowS(sub.customer);
  const subtotal = lines.reduce((sum, line) => sum + line.amount, 0);
  const tax = sub.automatic_tax.enabled ? taxOf(subtotal) : 0;
  const balance = world.state.customers[sub.customer]?.balance ?? 0;
  const due = Math.max(0, subtotal + tax + balance);
  const id = world.id("in");
  const invoice: Invoice = {
    ...{ id, object: "invoice", created: nowS, currency: sub.currency, customer: sub.customer, livemode: false },
    ...{ amount_due: due, amount_paid: 0, amount_remaining: due, attempt_count: 0, attempted: false },
    ...{ auto_advance: sub.status !== "unpaid", automatically_finalizes_at: waits ? nowS + hourS : null },
    automatic_tax: { enabled: sub.automatic_tax.enabled, status: sub.automatic_tax.enabled ? "complete" : null },
    ...{ billing_reason: reason, collection_method: "charge_automatically", metadata: {} },
    ...{ hosted_invoice_url: null, invoice_pdf: null, next_payment_attempt: waits ? nowS + hourS : null, number: null },
    lines: listOf(lines, `/v1/invoices/${id}/lines`),
    parent: {
      type: "subscription_details",
      subscription_details: { subscription: sub.id, metadata: sub.metadata },
      quote_details: null,
    },
    period_start: sub.items.data[0]?.current_period_start ?? nowS,
    period_end: sub.items.data[0]?.current_period_end ?? nowS,
    status: "draft",
    status_transitions: { finalized_at: null, paid_at: null, voided_at: null, marked_uncollectible_at: null },
    ...{ starting_balance: balance, ending_balance: null, subtotal, total: subtotal + tax },
    total_taxes: tax === 0 ? [] : [{ ...taxRow, amount: tax, taxable_amount: subtotal }],
  };
  world.state.invoices[invoice.id] = invoice;
  sub.latest_invoice = invoice.id;
  world.emit("invoice.created", invoice, invoice.customer);
  return invoice;
}

const taxRow = { tax_behavior: "exclusive", type: "tax_rate_details" } as const;

export function finalize(world: World, invoice: Invoice): void {
  if (invoice.status !== "draft")
    throw invalid("This invoice is already finalized.", undefined, "invoice_not_editable");
  const customer = world.state.customers[invoice.customer];
  const balance = customer?.balance ?? 0;
  invoice.starting_balance = balance;
  invoice.amount_due = Math.max(0, invoice.total + balance);
  invoice.amount_remaining = invoice.amount_due;
  invoice.ending_balance = Math.min(0, invoice.total + balance);
  if (customer) customer.balance = invoice.ending_balance;
  invoice.status = "open";
  invoice.automatically_finalizes_at = null;
  invoice.status_transitions.finalized_at = world.nowS(invoice.customer);
  invoice.number = `FAKE-${String(Object.keys(world.state.invoices).length).padStart(4, "0")}`;
  invoice.hosted_invoice_url = `${world.origin}/invoices/${invoice.id}`;
  invoice.invoice_pdf = `${world.origin}/invoices/${invoice.id}/pdf`;
  world.emit("invoice.finalized", invoice, invoice.customer);
}

/** Charges the card. What follows for the subscription is the caller's business. */
export function charge(world: World, invoice: Invoice): boolean {
  if (invoice.status !== "open") throw invalid(`An invoice that is ${invoice.status} cannot be paid.`);
  const nowS = world.nowS(invoice.customer);
  if (invoice.amount_remaining > 0) {
    invoice.attempted = true;
    invoice.attempt_count++;
    if (!cardWorks(world, invoice)) {
      // The first failure plans the retries; each later one takes the next.
      const finalizedS = invoice.status_transitions.finalized_at ?? nowS;
      const after = retryAfterS[invoice.attempt_count - 1];
      invoice.next_payment_attempt = after !== undefined && invoice.auto_advance ? finalizedS + after : null;
      world.emit("invoice.payment_failed", invoice, invoice.customer);
      return false;
    }
  }
  invoice.status = "paid";
  invoice.amount_paid = invoice.amount_due;
  invoice.amount_remaining = 0;
  invoice.next_payment_attempt = null;
  invoice.status_transitions.paid_at = nowS;
  world.emit("invoice.paid", invoice, invoice.customer);
  world.emit("invoice.payment_succeeded", invoice, invoice.customer);
  return true;
}

function cardWorks(world: World, invoice: Invoice): boolean {
  const sub = world.state.subscriptions[invoice.parent.subscription_details.subscription];
  const customer = world.state.customers[invoice.customer];
  const id = sub?.default_payment_method ?? customer?.invoice_settings.default_payment_method ?? "";
  return world.state.paymentMethods[id]?.card.last4 === "4242";
}

export function voidInvoice(world: World, invoice: Invoice): void {
  if (invoice.status !== "open") throw invalid(`An invoice that is ${invoice.status} cannot be voided.`);
  invoice.status = "void";
  invoice.amount_remaining = 0;
  invoice.next_payment_attempt = null;
  invoice.status_transitions.voided_at = world.nowS(invoice.customer);
  world.emit("invoice.voided", invoice, invoice.customer);
}

export const invoicesOf = (world: World, subId: string): Invoice[] =>
  Object.values(world.state.invoices).filter((i) => i.parent.subscription_details.subscription === subId);

export function listInvoices(world: World, form: Form): object {
  const [customer, sub, status] = [text(form, "customer"), text(form, "subscription"), text(form, "status")];
  if (customer) find(world.state.customers, customer, "customer", 400);
  const all = Object.values(world.state.invoices).filter(
    (i) =>
      (!customer || i.customer === customer) &&
      (!sub || i.parent.subscription_details.subscription === sub) &&
      (!status || i.status === status),
  );
  return page(all, form, "/v1/invoices");
}

export function updateInvoice(world: World, id: string, form: Form): Invoice {
  const invoice = find(world.state.invoices, id, "invoice");
  invoice.auto_advance = flag(form, "auto_advance") ?? invoice.auto_advance;
  invoice.metadata = mergeMetadata(invoice.metadata, form);
  return invoice;
}

export const refuseDeclined = (paid: boolean): void => {
  if (!paid) throw declined();
};
