import type * as o from "./objects.ts";

type Table<T> = Record<string, T>;

/** All there is; plain JSON, so that it can be kept in a file. */
export interface State {
  customers: Table<o.Customer>;
  paymentMethods: Table<o.PaymentMethod>;
  products: Table<o.Product>;
  prices: Table<o.Price>;
  subscriptions: Table<o.Subscription>;
  schedules: Table<o.Schedule>;
  invoices: Table<o.Invoice>;
  checkouts: Table<o.CheckoutSession>;
  orders: Table<o.CheckoutOrder>;
  paymentIntents: Table<o.PaymentIntent>;
  charges: Table<o.Charge>;
  refunds: Table<o.Refund>;
  disputes: Table<o.Dispute>;
  portals: Table<o.PortalSession>;
  portalConfigurations: Table<o.PortalConfiguration>;
  meters: Table<o.Meter>;
  meterEvents: o.MeterEvent[];
  clocks: Table<o.TestClock>;
  endpoints: Table<o.WebhookEndpoint>;
  events: Table<o.StripeEvent>;
  /** Ids of events that no webhook has carried yet. */
  unsent: string[];
  /** How far the clock of customers without a test clock was put forward. */
  offsetS: number;
}

export const emptyState = (): State => ({
  customers: {},
  paymentMethods: {},
  products: {},
  prices: {},
  subscriptions: {},
  schedules: {},
  invoices: {},
  checkouts: {},
  orders: {},
  paymentIntents: {},
  charges: {},
  refunds: {},
  disputes: {},
  portals: {},
  portalConfigurations: {},
  meters: {},
  meterEvents: [],
  clocks: {},
  endpoints: {},
  events: {},
  unsent: [],
  offsetS: 0,
});

export interface Settings {
  /** What becomes of a subscription whose last retry failed. */
  afterRetries: "unpaid" | "canceled";
  apiVersion: string;
}

/** State, time and ids: what every handler works on. */
export class World {
  state: State;
  readonly settings: Settings;
  /** Where the pages of Checkout and portal are. */
  origin = "http://stripe.test";
  private readonly realNowMs: () => number;

  constructor(state: State, settings: Settings, realNowMs: () => number) {
    this.state = state;
    this.settings = settings;
    this.realNowMs = realNowMs;
  }

  /** Seconds; those of the customer's test clock where there is one. */
  nowS(customerId?: string | null): number {
    const clock = customerId ? this.state.customers[customerId]?.test_clock : null;
    const frozen = clock ? this.state.clocks[clock]?.frozen_time : undefined;
    return frozen ?? Math.floor(this.realNowMs() / 1000) + this.state.offsetS;
  }

  id(prefix: string): string {
    return `${prefix}_${crypto.randomUUID().replaceAll("-", "").slice(0, 24)}`;
  }

  /** Notes an event with the object as it is now. */
  emit(type: string, object: object, customerId?: string): void {
    const id = this.id("evt");
    this.state.events[id] = {
      ...{ id, object: "event", api_version: this.settings.apiVersion, created: this.nowS(customerId), type },
      data: { object: structuredClone(object) },
      ...{ livemode: false, pending_webhooks: 1, request: { id: null, idempotency_key: null } },
    };
    this.state.unsent.push(id);
  }
}
