/** What goes over the wire, as far as it is used. Names and nesting are those of Stripe's API 2026-10-28. */
export type Metadata = Record<string, string>;
export interface List<T> {
  object: "list";
  data: T[];
  has_more: boolean;
  url: string;
}

export interface Customer {
  id: string;
  object: "customer";
  created: number;
  email: string | null;
  name: string | null;
  address: { country: string } | null;
  balance: number;
  livemode: false;
  metadata: Metadata;
  invoice_settings: { default_payment_method: string | null };
  test_clock: string | null;
  deleted?: true;
}

export interface PaymentMethod {
  id: string;
  object: "payment_method";
  type: "card";
  created: number;
  customer: string | null;
  livemode: false;
  card: { brand: "visa"; last4: string; exp_month: number; exp_year: number };
}

export interface Product {
  id: string;
  object: "product";
  active: boolean;
  created: number;
  name: string;
  livemode: false;
  metadata: Metadata;
  tax_code: string | null;
}

export interface Price {
  id: string;
  object: "price";
  active: boolean;
  billing_scheme: "per_unit";
  created: number;
  currency: string;
  livemode: false;
  lookup_key: string | null;
  metadata: Metadata;
  product: string;
  recurring: { interval: "month"; interval_count: number; usage_type: "licensed" | "metered"; meter: string | null };
  tax_behavior: "exclusive" | "inclusive" | "unspecified";
  type: "recurring";
  unit_amount: number;
}

export interface Item {
  id: string;
  object: "subscription_item";
  created: number;
  current_period_start: number;
  current_period_end: number;
  metadata: Metadata;
  price: Price;
  quantity?: number;
  subscription: string;
}

export type SubscriptionStatus =
  | ("incomplete" | "incomplete_expired" | "active")
  | ("past_due" | "unpaid" | "canceled" | "trialing" | "paused");

export interface Subscription {
  id: string;
  object: "subscription";
  automatic_tax: { enabled: boolean };
  billing_cycle_anchor: number;
  cancel_at: number | null;
  cancel_at_period_end: boolean;
  canceled_at: number | null;
  cancellation_details: { reason: string | null };
  collection_method: "charge_automatically";
  created: number;
  currency: string;
  customer: string;
  default_payment_method: string | null;
  ended_at: number | null;
  items: List<Item>;
  latest_invoice: string | null;
  livemode: false;
  metadata: Metadata;
  schedule: string | null;
  start_date: number;
  status: SubscriptionStatus;
  test_clock: string | null;
}

export interface Phase {
  start_date: number;
  end_date: number;
  items: { price: string; quantity?: number }[];
  proration_behavior: "none" | "create_prorations";
}

export interface Schedule {
  id: string;
  object: "subscription_schedule";
  created: number;
  current_phase: { start_date: number; end_date: number } | null;
  customer: string;
  end_behavior: "release" | "cancel";
  livemode: false;
  metadata: Metadata;
  phases: Phase[];
  released_at: number | null;
  released_subscription: string | null;
  status: "active" | "released" | "canceled" | "completed";
  subscription: string | null;
}

export interface Line {
  id: string;
  object: "line_item";
  amount: number;
  currency: string;
  description: string;
  period: { start: number; end: number };
  quantity: number;
  pricing: { type: "price_details"; price_details: { price: string; product: string } };
  parent: {
    type: "subscription_item_details";
    subscription_item_details: { proration: boolean; subscription: string };
  };
}

export interface Invoice {
  id: string;
  object: "invoice";
  amount_due: number;
  amount_paid: number;
  amount_remaining: number;
  attempt_count: number;
  attempted: boolean;
  auto_advance: boolean;
  automatic_tax: { enabled: boolean; status: "complete" | null };
  automatically_finalizes_at: number | null;
  billing_reason: "subscription_create" | "subscription_cycle" | "subscription_update";
  collection_method: "charge_automatically";
  created: number;
  currency: string;
  customer: string;
  hosted_invoice_url: string | null;
  invoice_pdf: string | null;
  lines: List<Line>;
  livemode: false;
  metadata: Metadata;
  next_payment_attempt: number | null;
  number: string | null;
  parent: {
    type: "subscription_details";
    subscription_details: { subscription: string; metadata: Metadata };
    quote_details: null;
  };
  period_start: number;
  period_end: number;
  status: "draft" | "open" | "paid" | "void" | "uncollectible";
  status_transitions: {
    finalized_at: number | null;
    paid_at: number | null;
    voided_at: number | null;
    marked_uncollectible_at: number | null;
  };
  starting_balance: number;
  ending_balance: number | null;
  subtotal: number;
  total: number;
  total_taxes: { amount: number; tax_behavior: "exclusive"; taxable_amount: number; type: "tax_rate_details" }[];
}

export interface CheckoutSession {
  id: string;
  object: "checkout.session";
  amount_subtotal: number;
  amount_total: number;
  automatic_tax: { enabled: boolean; status: "complete" | null };
  cancel_url: string | null;
  client_reference_id: string | null;
  created: number;
  currency: string;
  customer: string | null;
  expires_at: number;
  livemode: false;
  metadata: Metadata;
  mode: "subscription" | "payment";
  payment_intent: string | null;
  payment_status: "paid" | "unpaid";
  status: "open" | "complete" | "expired";
  subscription: string | null;
  success_url: string | null;
  url: string | null;
}

/** What a session still has to know, and Stripe does not show. */
export interface CheckoutOrder {
  items: { price: string; quantity?: number }[];
  subscriptionMetadata: Metadata;
  /** Of the mode payment. */
  payment?: { name: string; manual: boolean; metadata: Metadata };
}

/** A payment of its own, with its one charge. */
export interface PaymentIntent {
  id: string;
  object: "payment_intent";
  amount: number;
  capture_method: "automatic" | "manual";
  created: number;
  currency: string;
  latest_charge: string | null;
  livemode: false;
  metadata: Metadata;
  on_behalf_of: null;
  status: "requires_capture" | "succeeded" | "canceled";
  transfer_data: null;
}

export interface Charge {
  id: string;
  object: "charge";
  amount: number;
  amount_captured: number;
  amount_refunded: number;
  currency: string;
  disputed: boolean;
  payment_intent: string;
}

export interface Refund {
  id: string;
  object: "refund";
  amount: number;
  currency: string;
  payment_intent: string;
  status: "succeeded";
}

export interface Dispute {
  id: string;
  object: "dispute";
  amount: number;
  currency: string;
  payment_intent: string;
  status: "needs_response" | "won" | "lost";
}

export interface PortalConfiguration {
  id: string;
  object: "billing_portal.configuration";
  active: boolean;
  created: number;
  features: Record<string, unknown>;
  is_default: boolean;
  livemode: false;
  metadata: Metadata;
  updated: number;
}

export interface PortalSession {
  id: string;
  object: "billing_portal.session";
  configuration: string;
  created: number;
  customer: string;
  livemode: false;
  return_url: string | null;
  url: string;
}

export interface Meter {
  id: string;
  object: "billing.meter";
  created: number;
  updated: number;
  customer_mapping: { event_payload_key: string; type: "by_id" };
  default_aggregation: { formula: "sum" | "count" };
  display_name: string;
  event_name: string;
  livemode: false;
  status: "active" | "inactive";
  value_settings: { event_payload_key: string };
}

export interface MeterEvent {
  object: "billing.meter_event";
  created: number;
  event_name: string;
  identifier: string;
  livemode: false;
  payload: Record<string, string>;
  timestamp: number;
}

export interface TestClock {
  id: string;
  object: "test_helpers.test_clock";
  created: number;
  deletes_after: number;
  frozen_time: number;
  livemode: false;
  name: string | null;
  status: "ready";
  status_details: Record<string, never>;
}

export interface WebhookEndpoint {
  id: string;
  object: "webhook_endpoint";
  created: number;
  enabled_events: string[];
  livemode: false;
  metadata: Metadata;
  secret?: string;
  status: "enabled" | "disabled";
  url: string;
}

export interface StripeEvent {
  id: string;
  object: "event";
  api_version: string;
  created: number;
  data: { object: unknown };
  livemode: false;
  pending_webhooks: number;
  request: { id: string | null; idempotency_key: string | null };
  type: string;
}
