import { errorText, log } from "../../adapters/log.ts";
import type { PaymentProvider } from "../../adapters/payment-provider.ts";
import { findOrder, type OrderRow } from "../../db/orders.ts";
import {
  nextCheckMs,
  type OrderCommand,
  onApprovedAgain,
  onDeclined,
  onPayment,
  type PaymentFacts,
} from "../../domain/order/order.ts";
import type { Ordering } from "./ordering.ts";
import { writeOrder } from "./write-order.ts";

const roundsMax = 8;

export interface Hearing {
  /** What led here: stored with its effect. */
  readonly heard?: { readonly eventId: string; readonly type: string };
  /** The buyer has been on the payment page (again). */
  readonly approved?: boolean;
}

export interface Settled {
  readonly row: OrderRow;
  /** The buyer's means of payment was refused just now. */
  readonly declined: boolean;
}

/**
 * Asks the payment service how things stand, writes that down, does what follows, and looks again. What an event says is
 * not believed; a capture or refund whose answer got lost is asked about, not done again. Whoever was overtaken asks
 * again, so that what is written last was also heard last. Null: there is no such order.
 */
export async function settleOrder(
  ordering: Ordering,
  orderId: string,
  nowMs: number,
  hearing: Hearing = {},
): Promise<Settled | null> {
  let { heard, approved } = hearing;
  let abandoned = false;
  let declined = false;
  for (let round = 0; round < roundsMax; round++) {
    const row = await findOrder(ordering.db, orderId);
    if (!row) return null;
    const provider = ordering.provider(row.method);
    if (row.paymentRef && !provider) throw new Error(`no ${row.method} here, and an order to ask it about`);
    const facts = row.paymentRef && provider ? await provider.ask(row.paymentRef) : unopened(row);
    const { order, commands } = onPayment(approved ? onApprovedAgain(row) : row, facts, nowMs);
    const todo = commands.filter(({ do: what }) => what !== "abandon" || !abandoned);
    const checkAtMs = nextCheckMs(order, facts.stage, nowMs);
    const write = { order, captureRef: facts.captureRef, checkAtMs, ...(heard ? { heard } : {}) };
    if (!(await writeOrder(ordering, row, write, nowMs))) continue;
    heard = undefined;
    approved = false;
    if (todo.length === 0 || !row.paymentRef || !provider) return found(ordering, orderId, declined);
    abandoned = abandoned || todo.some(({ do: what }) => what === "abandon");
    for (const command of todo) {
      const refused = await obey(provider, row, facts, command);
      if (!refused) continue;
      declined = true;
      await writeDeclined(ordering, orderId, nowMs);
    }
  }
  throw new Error(`order ${orderId} is written by too many at once`);
}

async function found({ db }: Ordering, orderId: string, declined: boolean): Promise<Settled | null> {
  const row = await findOrder(db, orderId);
  return row ? { row, declined } : null;
}

/** Nobody can have paid what was never shown to anybody. */
const unopened = ({ currency, totalMinor }: OrderRow): PaymentFacts => ({
  ...{ stage: "open", currency, amountMinor: totalMinor, payeeIsUs: true, captureRef: null, capturedMinor: 0 },
  ...{ refundedMinor: 0, dispute: "none", lostMinor: 0 },
});

/** True: the buyer's means of payment was refused. What failed may have been done: the next look shows it. */
async function obey(
  provider: PaymentProvider,
  row: OrderRow,
  { captureRef, currency }: PaymentFacts,
  command: OrderCommand,
): Promise<boolean> {
  const { orderId, paymentRef } = row;
  if (!paymentRef) return false;
  try {
    switch (command.do) {
      case "capture":
        return (await provider.capture(paymentRef, captureRef, `capture-${orderId}-${row.declines}`)) === "declined";
      case "refund": {
        const key = `refund-${orderId}-${command.refundedMinor}-${command.minor}`;
        if (captureRef) await provider.refund(captureRef, command.minor, currency, key);
        return false;
      }
      case "abandon":
        await provider.abandon(paymentRef, captureRef);
        return false;
    }
  } catch (error) {
    log("warn", "payment-command-unanswered", { orderId, do: command.do, error: errorText(error) });
    return false;
  }
}

/** Overtaken, it is left: whoever wrote since has seen the payment as it is. */
async function writeDeclined(ordering: Ordering, orderId: string, nowMs: number): Promise<void> {
  const row = await findOrder(ordering.db, orderId);
  if (!row) return;
  const order = onDeclined(row);
  await writeOrder(ordering, row, { order, checkAtMs: row.checkAtMs }, nowMs);
}
