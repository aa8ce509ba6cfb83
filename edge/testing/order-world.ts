import { sql } from "drizzle-orm";
import type { PaymentMethod } from "#contract/order";
import type { Signer } from "../../e2e/fakes/paypal/certificate.ts";
import { clientId, clientSecret, FakePayPal, merchantId } from "../../e2e/fakes/paypal/fake-paypal.ts";
import { Fault } from "../../e2e/fakes/paypal/objects.ts";
import * as atPayPal from "../../e2e/fakes/paypal/orders.ts";
import { FakeStripe } from "../../e2e/fakes/stripe/fake-stripe.ts";
import { Fault as StripeFault } from "../../e2e/fakes/stripe/fault.ts";
import { disputePayment } from "../../e2e/fakes/stripe/payments.ts";
import { sdkOf } from "../../e2e/fakes/stripe/testing.ts";
import { PayPal } from "../adapters/paypal.ts";
import { PayPalPayments } from "../adapters/paypal-payments.ts";
import { StripePayments } from "../adapters/stripe-payments.ts";
import type { Db } from "../db/client.ts";
import { ordersToCheck } from "../db/orders.ts";
import { cancelOrder, moveOrder, refundOrder } from "../flows/ordering/act-on-order.ts";
import { createOrder } from "../flows/ordering/create-order.ts";
import { onPayPalEvent, onStripePayment } from "../flows/ordering/on-payment-event.ts";
import type { Ordering } from "../flows/ordering/ordering.ts";
import { settleOrder } from "../flows/ordering/settle-order.ts";
import { addQuote, address } from "./quotes-for-orders.ts";
import type { Rng } from "./rng.ts";

const minuteMs = 60_000;
const audited = { accountId: "admin", action: "sim", subject: "sim", detail: {} };

interface Heard {
  readonly method: PaymentMethod;
  readonly body: string;
}

export interface MoneyOf {
  readonly capturedMinor: number;
  /** Also what disputes took. */
  readonly returnedMinor: number;
  readonly openDispute: boolean;
}

/** A shop, a buyer and two payment services whose answers and events get lost, come twice, late and out of order. */
export class OrderWorld {
  readonly ownerId = crypto.randomUUID();
  readonly stripe: FakeStripe;
  readonly orderIds = new Set<string>();
  readonly seen = new Map<string, number>();
  readonly paypal: FakePayPal;
  private readonly db: Db;
  private readonly rng: Rng;
  private readonly quoteId: string;
  private readonly ordering: Ordering;
  private readonly flying: Heard[] = [];
  private readonly all: Heard[] = [];
  private nowMs = Date.now();
  private calm = false;

  private constructor(db: Db, rng: Rng, paypal: FakePayPal, quoteId: string) {
    this.db = db;
    this.rng = rng;
    this.paypal = paypal;
    this.quoteId = quoteId;
    this.stripe = new FakeStripe({ nowMs: () => this.nowMs });
    const sdk = sdkOf(this.stripe);
    const handle = this.stripe.handle.bind(this.stripe);
    this.stripe.handle = async (request) => {
      if (this.chance(12)) return Response.json({ error: { type: "api_error", message: "Down." } }, { status: 503 });
      const answer = await handle(request);
      await this.meanwhile();
      const lost = request.method === "POST" && this.chance(6);
      return lost ? Response.json({ error: { type: "api_error", message: "Lost." } }, { status: 500 }) : answer;
    };
    this.paypal.losesAnswer = (path) => path.startsWith("POST") && this.chance(6);
    const services = {
      paypal: new PayPalPayments(new PayPal(paypal.world.origin, clientId, clientSecret, merchantId)),
      stripe: new StripePayments(sdk),
    };
    this.ordering = { db, provider: (method) => services[method], origin: "http://edge.test" };
  }

  static async open(db: Db, rng: Rng, signer: Signer): Promise<OrderWorld> {
    const made: { world?: OrderWorld } = {};
    // A host of its own, so that no token of another world is remembered for it: a seed is repeated exactly.
    const origin = `http://${crypto.randomUUID()}.test`;
    const paypal = await FakePayPal.open({ origin, signer, nowMs: () => made.world?.nowMs ?? Date.now() });
    const quoteId = crypto.randomUUID();
    const world = new OrderWorld(db, rng, paypal, quoteId);
    made.world = world;
    // Orders of other worlds are at no service of this one.
    await db.run(sql`UPDATE orders SET check_at_ms = NULL`);
    await addQuote(db.$client, { ownerId: world.ownerId, quoteId, expiresAtMs: world.nowMs + 3 * 3_600_000 });
    return world;
  }

  /** The world's own network in place of the real one: PayPal is reached by fetch. */
  async fetch(request: Request): Promise<Response> {
    if (this.chance(12)) return new Response(null, { status: 503 });
    const answer = await this.paypal.handle(request);
    await this.meanwhile();
    return answer;
  }

  private note(what: string): void {
    this.seen.set(what, (this.seen.get(what) ?? 0) + 1);
  }
  private chance(oneIn: number): boolean {
    return !this.calm && this.rng.below(oneIn) === 0;
  }

  private isNested = false;
  /** While one request waits for the service's answer, another one is served. */
  private async meanwhile(): Promise<void> {
    if (this.isNested || !this.chance(8)) return;
    this.isNested = true;
    this.note("overtaken");
    await this.step();
    this.isNested = false;
  }

  async step(): Promise<void> {
    try {
      await this.act(this.rng.below(16));
    } catch (error) {
      // A fake says no, or a service did not answer: that is an answer a browser or a webhook gets as well.
      if (!(error instanceof Error)) throw error;
      if (error instanceof Fault || error instanceof StripeFault) return;
      if (!/PayPal|Stripe|Down|Lost|too many at once/.test(`${error.constructor.name} ${error.message}`)) throw error;
      this.note("unanswered");
    }
    this.collect();
  }

  private async act(kind: number): Promise<void> {
    const orderId = [...this.orderIds].at(-1) ?? "";
    if (kind === 0) {
      this.nowMs += this.rng.below(40) * minuteMs;
      return;
    }
    if (kind === 1 || orderId === "") return this.order();
    if (kind < 5) return this.buy();
    if (kind < 7) return void (await settleOrder(this.ordering, orderId, this.nowMs, { approved: true }));
    if (kind < 11) return this.deliver();
    if (kind === 11) return this.cron();
    if (kind === 12 && this.rng.below(3) === 0) {
      await cancelOrder(this.ordering, orderId, "customer", this.nowMs);
    } else if (kind === 13) {
      const to = (["printing", "shipped", "done"] as const)[this.rng.below(3)] ?? "printing";
      const moved = await moveOrder(this.ordering, orderId, to, this.nowMs, audited);
      if (moved.ok) this.note(to);
    } else if (kind === 14 && this.rng.below(3) === 0) {
      await refundOrder(this.ordering, orderId, 1 + this.rng.below(1680), this.nowMs, audited);
    } else if (kind === 15) return this.complain();
  }

  private async order(): Promise<void> {
    const method = this.rng.below(2) === 0 ? "paypal" : "stripe";
    const wish = { quoteId: this.quoteId, address, shipping: "post", method } as const;
    const made = await createOrder(this.ordering, this.ownerId, wish, this.nowMs);
    if (made.ok) this.orderIds.add(made.value.orderId);
    const rows = await this.db.all<{ id: string }>(
      sql`SELECT order_id AS id FROM orders WHERE quote_id = ${this.quoteId} ORDER BY rowid`,
    );
    for (const { id } of rows) this.orderIds.add(id);
  }

  /** The buyer on one of the pages that were ever shown. */
  private async buy(): Promise<void> {
    const orders = Object.values(this.paypal.world.state.orders);
    const sessions = Object.values(this.stripe.world.state.checkouts).filter(({ url }) => url);
    const at = this.rng.below(orders.length + sessions.length);
    const order = orders[at];
    if (order) {
      const next = (["COMPLETED", "COMPLETED", "PENDING", "DECLINED"] as const)[this.rng.below(4)] ?? "COMPLETED";
      this.paypal.world.nextCaptures.push(next);
      this.note(next);
      if (this.chance(12)) {
        order.minor += 1;
        this.note("altered");
      }
      atPayPal.approve(this.paypal.world, order.id);
      return;
    }
    const url = sessions[at - orders.length]?.url;
    const card = this.rng.below(4) === 0 ? "fails" : "works";
    if (url) await this.stripe.handle(new Request(url, { method: "POST", body: new URLSearchParams({ card }) }));
  }

  /** PayPal lets go of what is pending or not; buyers complain; disputes end. */
  private complain(): void {
    const captures = Object.values(this.paypal.world.state.captures);
    const intents = Object.keys(this.stripe.world.state.paymentIntents);
    const at = this.rng.below(captures.length + intents.length);
    const pending = captures.find(({ status }) => status === "PENDING");
    const capture = this.rng.below(2) === 0 && pending ? pending : captures[at];
    const ends = this.rng.below(3);
    if (capture?.status === "PENDING") {
      atPayPal.settle(this.paypal.world, capture.id, ends < 2 ? "DECLINED" : "COMPLETED");
    } else if (capture) {
      atPayPal.dispute(this.paypal.world, capture.id, ends === 0 ? undefined : ends === 1 ? "buyer" : "seller");
      this.note("dispute");
    } else if (intents[at - captures.length]) {
      const outcome = ends === 0 ? undefined : ends === 1 ? ("lost" as const) : ("won" as const);
      disputePayment(this.stripe.world, intents[at - captures.length] ?? "", outcome);
      this.note("dispute");
    }
  }

  private collect(): void {
    const { state } = this.paypal.world;
    const more: Heard[] = [
      ...state.unsent.splice(0).map((id) => ({ method: "paypal" as const, body: state.events[id]?.body ?? "" })),
      ...this.stripe.world.state.unsent
        .splice(0)
        .map((id) => ({ method: "stripe" as const, body: JSON.stringify(this.stripe.world.state.events[id]) })),
    ];
    this.flying.push(...more);
    this.all.push(...more);
  }

  /** One of the events on their way: it may be lost, come again later, or be an old one. */
  private async deliver(): Promise<void> {
    const pool = this.rng.below(6) === 0 ? this.all : this.flying;
    const at = this.rng.below(pool.length);
    const event = pool[at];
    if (!event) return;
    if (pool === this.flying && this.rng.below(5) > 0) pool.splice(at, 1);
    if (this.rng.below(4) === 0) return;
    await this.hear(event);
  }

  private async hear({ method, body }: Heard): Promise<void> {
    const event = JSON.parse(body);
    if (method === "stripe") await onStripePayment(this.ordering, event, this.nowMs);
    else {
      const { id, event_type: type, resource } = event;
      await onPayPalEvent(this.ordering, { id, type, resource }, this.nowMs);
    }
  }

  private async cron(): Promise<void> {
    for (const id of await ordersToCheck(this.db, 50, 5 * minuteMs, this.nowMs)) {
      await settleOrder(this.ordering, id, this.nowMs).catch((error: unknown) => {
        this.note("unanswered");
        if (this.calm) throw error;
      });
    }
  }

  /** Events are over; cron alone has to bring everything to its end. What is pending and disputed is decided. */
  async comeToRest(): Promise<void> {
    this.calm = true;
    const { world } = this.paypal;
    world.nextCaptures.length = 0;
    for (const capture of Object.values(world.state.captures)) {
      if (capture.status === "PENDING") atPayPal.settle(world, capture.id, "COMPLETED");
    }
    for (const open of Object.values(world.state.disputes).filter(({ status }) => status === "OPEN")) {
      atPayPal.dispute(world, open.captureId, this.rng.below(2) === 0 ? "buyer" : "seller");
    }
    for (const open of Object.values(this.stripe.world.state.disputes)) {
      if (open.status === "needs_response") disputePayment(this.stripe.world, open.payment_intent, "lost");
    }
    for (let i = 0; i < 60; i++) {
      this.nowMs += 60 * minuteMs;
      await this.cron();
    }
    // And nothing that comes late makes it worse.
    for (const event of this.all) await this.hear(event);
  }

  /** What the two services hold of an order, read from their own state. */
  moneyOf(orderId: string): MoneyOf {
    const { orders, captures, refunds, disputes } = this.paypal.world.state;
    let [capturedMinor, returnedMinor, openDispute] = [0, 0, false];
    for (const capture of Object.values(captures)) {
      if (orders[capture.orderId]?.customId !== orderId || capture.status === "DECLINED") continue;
      capturedMinor += capture.minor;
      returnedMinor += atPayPal.lost(this.paypal.world, capture.id);
      for (const refund of Object.values(refunds)) if (refund.captureId === capture.id) returnedMinor += refund.minor;
      openDispute ||= Object.values(disputes).some((d) => d.captureId === capture.id && d.status === "OPEN");
    }
    for (const intent of Object.values(this.stripe.world.state.paymentIntents)) {
      const charge = this.stripe.world.state.charges[intent.latest_charge ?? ""];
      if (intent.metadata.order !== orderId || !charge) continue;
      capturedMinor += charge.amount_captured;
      returnedMinor += charge.amount_refunded;
      for (const d of Object.values(this.stripe.world.state.disputes)) {
        if (d.payment_intent === intent.id && d.status === "lost") returnedMinor += d.amount;
      }
    }
    return { capturedMinor, returnedMinor, openDispute };
  }
}
