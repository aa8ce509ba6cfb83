import type { Stripe } from "stripe";
import type { PaidPlan } from "#contract/plan";
import { FakeStripe } from "../../e2e/fakes/stripe/fake-stripe.ts";
import { sdkOf } from "../../e2e/fakes/stripe/testing.ts";
import { rememberCustomer, saveCap } from "../db/billing.ts";
import type { Db } from "../db/client.ts";
import { priceTable } from "../domain/quota/plans.ts";
import { type Catalogue, ensureCatalogue } from "../flows/billing/catalogue.ts";
import { onStripeEvent } from "../flows/billing/on-stripe-event.ts";
import { syncCustomer } from "../flows/billing/sync-customer.ts";

const dayS = 86_400;
const plans: readonly PaidPlan[] = ["starter", "professional", "enterprise"];

/**
 * One customer at the fake Stripe and what is written down of them here. Their history goes on while its events are on
 * their way: kept back, doubled, lost, out of order, and two of them worked on at once.
 */
export class StripeWorld {
  readonly ownerId = crypto.randomUUID();
  readonly fake: FakeStripe;
  readonly stripe: Stripe;
  /** Events on their way, and all there ever were. */
  private readonly inFlight: Stripe.Event[] = [];
  private readonly all: Stripe.Event[] = [];
  customerId = "";
  private prices: Catalogue | null = null;
  private clockMs = Date.UTC(2026, 0, 31, 10);
  private readonly db: Db;
  /** What happens at Stripe while an answer is under way. */
  private meanwhile: (() => Promise<void>) | null = null;

  constructor(db: Db) {
    this.db = db;
    this.fake = new FakeStripe({ nowMs: () => this.clockMs });
    this.stripe = sdkOf(this.fake);
    const handle = this.fake.handle.bind(this.fake);
    this.fake.handle = async (request) => {
      const answer = await handle(request);
      const between = this.meanwhile;
      if (between && request.url.includes("status=all")) {
        this.meanwhile = null;
        await between();
      }
      return answer;
    };
  }

  async begin(): Promise<void> {
    this.prices = await ensureCatalogue(this.stripe, priceTable);
    const customer = await this.stripe.customers.create({ metadata: { owner: this.ownerId } });
    this.customerId = customer.id;
    await rememberCustomer(this.db, this.ownerId, customer.id, null, this.clockMs);
    await this.useCard(true);
  }

  async happen(choice: number): Promise<void> {
    const detail = Math.floor(choice / 16);
    const kind = choice % 16;
    if (kind < 7) await this.atStripe(kind, detail);
    else if (kind < 14) await this.onTheWay(detail);
    else if (kind === 14) await saveCap(this.db, this.ownerId, detail % 1000, this.clockMs);
    // While one webhook waits for Stripe's answer, more happens there and another webhook is done.
    else {
      this.meanwhile = async () => {
        await this.atStripe(detail % 7, detail >> 3);
        await this.onTheWay(detail);
      };
      await this.onTheWay(detail >> 2);
    }
    this.collect();
  }

  private collect(): void {
    const { state } = this.fake.world;
    for (const id of state.unsent.splice(0)) {
      const event = state.events[id] as unknown as Stripe.Event;
      this.inFlight.push(event);
      this.all.push(event);
    }
  }

  /** Delivers one of those on their way: it may be lost, come again later, or be an old one. */
  private async onTheWay(detail: number): Promise<void> {
    const pool = detail % 8 === 0 ? this.all : this.inFlight;
    const at = detail % Math.max(1, pool.length);
    const event = pool[at];
    if (!event) return;
    const stays = detail % 5 === 0;
    if (pool === this.inFlight && !stays) pool.splice(at, 1);
    const isLost = detail % 3 === 0;
    if (!isLost) await onStripeEvent(this.stripe, this.db, event, this.clockMs);
  }

  private async atStripe(kind: number, detail: number): Promise<void> {
    const sub = await this.living();
    if (!sub) {
      if (kind !== 6) await this.subscribe(plans[detail % 3] ?? "starter");
      else this.pass(detail);
      return;
    }
    try {
      await this.change(sub, kind, detail);
    } catch (error) {
      // Declined, or not possible just now: that is Stripe's answer, and nothing has changed.
      if (!(error instanceof Error) || !error.constructor.name.startsWith("Stripe")) throw error;
    }
  }

  private async change(sub: Stripe.Subscription, kind: number, detail: number): Promise<void> {
    switch (kind) {
      case 0:
        return void (await this.upgrade(sub, plans[detail % 3] ?? "starter"));
      case 1:
        return this.downgrade(sub, plans[detail % 3] ?? "starter");
      case 2:
        return void (await this.stripe.subscriptions.update(sub.id, { cancel_at_period_end: detail % 2 === 0 }));
      case 3:
        return this.useCard(detail % 2 === 0);
      case 4:
        if (detail % 4 === 0) await this.stripe.subscriptions.cancel(sub.id);
        else await this.payOpen();
        return;
      default:
        this.pass(detail);
    }
  }

  private pass(detail: number): void {
    this.clockMs += (1 + (detail % 20)) * dayS * 1000;
    this.fake.advance(0);
  }

  private async living(): Promise<Stripe.Subscription | undefined> {
    return (await this.stripe.subscriptions.list({ customer: this.customerId })).data[0];
  }

  private async subscribe(plan: PaidPlan): Promise<void> {
    if (!this.prices) return;
    const items = [{ price: this.prices.plans[plan] }, { price: this.prices.overage }];
    await this.stripe.subscriptions.create({ customer: this.customerId, items });
  }

  private async upgrade(sub: Stripe.Subscription, plan: PaidPlan): Promise<void> {
    await this.stripe.subscriptions.update(sub.id, {
      items: [{ id: sub.items.data[0]?.id ?? "", price: this.prices?.plans[plan] ?? "" }],
      ...{ proration_behavior: "always_invoice", payment_behavior: "error_if_incomplete" },
    });
  }

  private async downgrade(sub: Stripe.Subscription, plan: PaidPlan): Promise<void> {
    if (sub.schedule) return void (await this.stripe.subscriptionSchedules.release(sub.schedule as string));
    const schedule = await this.stripe.subscriptionSchedules.create({ from_subscription: sub.id });
    const [item] = sub.items.data;
    const overage = { price: this.prices?.overage ?? "" };
    await this.stripe.subscriptionSchedules.update(schedule.id, {
      phases: [
        {
          items: [{ price: item?.price.id ?? "" }, overage],
          ...{ start_date: item?.current_period_start ?? 0, end_date: item?.current_period_end ?? 0 },
        },
        { items: [{ price: this.prices?.plans[plan] ?? "" }, overage], duration: { interval: "month" } },
      ],
    });
  }

  private async useCard(works: boolean): Promise<void> {
    const method = await this.stripe.paymentMethods.attach(works ? "pm_card_visa" : "pm_card_chargeCustomerFail", {
      customer: this.customerId,
    });
    await this.stripe.customers.update(this.customerId, { invoice_settings: { default_payment_method: method.id } });
  }

  private async payOpen(): Promise<void> {
    const open = await this.stripe.invoices.list({ customer: this.customerId, status: "open" });
    if (open.data[0]) await this.stripe.invoices.pay(open.data[0].id);
  }

  /** The last event arrives, or none and the reconciler asks, or one that is overtaken: each alone has to do. */
  async comeToRest(choice: number): Promise<void> {
    this.collect();
    this.meanwhile = null;
    const last = this.all.at(-1);
    if (choice % 3 === 0 && last) await onStripeEvent(this.stripe, this.db, last, this.clockMs);
    else if (choice % 3 === 1) await this.overtaken(choice >> 2);
    else await syncCustomer(this.stripe, this.db, this.ownerId, null, this.clockMs);
    // And nothing that comes late makes it worse.
    for (const event of this.all.slice(0, choice % 4)) await onStripeEvent(this.stripe, this.db, event, this.clockMs);
  }

  /** While one webhook waits for Stripe's answer, something else happens there, and all its webhooks are done first. */
  private async overtaken(detail: number): Promise<void> {
    await this.stripe.customers.update(this.customerId, { metadata: { rest: "1" } });
    this.collect();
    const slow = this.all.at(-1);
    const known = this.all.length;
    this.meanwhile = async () => {
      await this.atStripe(detail % 7, detail >> 3);
      this.collect();
      for (const event of this.all.slice(known)) await onStripeEvent(this.stripe, this.db, event, this.clockMs);
    };
    if (slow) await onStripeEvent(this.stripe, this.db, slow, this.clockMs);
  }
}
