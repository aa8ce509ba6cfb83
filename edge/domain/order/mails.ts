import type { OrderEnd, OrderHold, OrderLine, OrderState, Tracking } from "#contract/order";
import type { Currency } from "#contract/price-book";
import { moneyText, orderName } from "./money-text.ts";

export interface OrderNews {
  readonly orderId: string;
  readonly state: OrderState;
  readonly hold: OrderHold | null;
  readonly endReason: OrderEnd | null;
  readonly currency: Currency;
  readonly totalMinor: number;
  readonly refundedMinor: number;
  readonly capturedMinor: number;
  readonly lines: readonly OrderLine[];
  readonly tracking: Tracking | null;
}

/** What a buyer is told when an order has become this; null: nothing worth a mail. */
export function orderMail(news: OrderNews, origin: string): { subject: string; body: string } | null {
  const text = textOf(news);
  if (!text) return null;
  const [subject, ...lines] = text;
  return { subject: `${orderName(news.orderId)}: ${subject}`, body: [...lines, link(news, origin)].join("\n\n") };
}

const link = ({ orderId }: OrderNews, origin: string): string => `The order: ${origin}/orders/${orderId}`;

function textOf(news: OrderNews): [string, ...string[]] | null {
  const money = (minor: number): string => moneyText(minor, news.currency);
  if (news.hold !== null) return ["held", "Nothing is printed or sent until its payment is cleared up."];
  switch (news.state) {
    case "paid":
      return ["paid", `Thank you. We have received ${money(news.totalMinor)}, tax included, for:`, linesText(news)];
    case "printing":
      return ["being printed", "You are told when it is on its way."];
    case "shipped": {
      const { carrier, number, url } = news.tracking ?? { carrier: "", number: "" };
      const how = carrier ? [`Sent by ${carrier}, tracking number ${number}${url ? `\n${url}` : ""}`] : [];
      return ["on its way", "Your parts have been sent.", ...how];
    }
    case "cancelled":
      if (news.capturedMinor > 0) return ["cancelled", "Whatever was paid goes back."];
      // Before anybody has paid, the address may be anybody's: nothing is sent to it.
      return news.endReason === "payment-denied" ? ["cancelled", "The payment was refused. Nothing was taken."] : null;
    case "refunded":
      return ["refunded", `${money(news.refundedMinor)} is on its way back.`];
    default:
      return null;
  }
}

const linesText = ({ lines, currency }: OrderNews): string =>
  lines
    .map(({ choice, fileName, price }) => `${choice.quantity} × ${fileName}: ${moneyText(price.totalMinor, currency)}`)
    .join("\n");
