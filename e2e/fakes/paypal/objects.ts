/** Money inside the fake: integer minor units of a currency with two decimals. */
export interface Capture {
  readonly id: string;
  readonly orderId: string;
  status: "COMPLETED" | "PENDING" | "DECLINED" | "PARTIALLY_REFUNDED" | "REFUNDED";
  readonly minor: number;
  readonly createdMs: number;
}

export interface Refund {
  readonly id: string;
  readonly captureId: string;
  readonly status: "COMPLETED";
  readonly minor: number;
}

export interface PayPalOrder {
  readonly id: string;
  status: "PAYER_ACTION_REQUIRED" | "APPROVED" | "COMPLETED" | "VOIDED";
  readonly currency: string;
  /** What a test may alter behind the shop's back. */
  minor: number;
  payee: string;
  readonly customId: string;
  readonly returnUrl: string;
  readonly cancelUrl: string;
  readonly createdMs: number;
  captureId: string | null;
}

export interface Dispute {
  readonly id: string;
  readonly captureId: string;
  readonly minor: number;
  status: "OPEN" | "RESOLVED";
  outcome: "RESOLVED_BUYER_FAVOUR" | "RESOLVED_SELLER_FAVOUR" | null;
}

export interface PayPalEvent {
  readonly id: string;
  readonly type: string;
  readonly body: string;
}

export interface Kept {
  readonly atMs: number;
  readonly asked: string;
  readonly status: number;
  readonly body: string;
}

/** All there is; plain JSON, so that it can be kept in a file. */
export interface State {
  orders: Record<string, PayPalOrder>;
  captures: Record<string, Capture>;
  refunds: Record<string, Refund>;
  disputes: Record<string, Dispute>;
  events: Record<string, PayPalEvent>;
  /** Ids of events that no webhook has carried yet. */
  unsent: string[];
  requestIds: Record<string, Kept>;
}

export const emptyState = (): State => ({
  ...{ orders: {}, captures: {}, refunds: {}, disputes: {}, events: {}, unsent: [], requestIds: {} },
});

/** An answer that is an error, in PayPal's form. */
export class Fault extends Error {
  readonly status: number;
  readonly issue: string;

  constructor(status: number, issue: string) {
    super(issue);
    this.status = status;
    this.issue = issue;
  }

  body(): string {
    const name = this.status === 422 ? "UNPROCESSABLE_ENTITY" : this.issue;
    return JSON.stringify({ name, message: this.issue, details: [{ issue: this.issue }] });
  }
}

export const value = (minor: number): string => `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, "0")}`;

export function minorOf(text: unknown): number {
  const match = typeof text === "string" ? /^(\d{1,12})\.(\d{2})$/.exec(text) : null;
  if (!match) throw new Fault(422, "INVALID_PARAMETER_VALUE");
  return Number(match[1]) * 100 + Number(match[2]);
}
