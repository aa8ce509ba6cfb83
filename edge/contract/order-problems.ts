import type { ProblemRecord } from "./problem.ts";

/** Why a quote cannot be ordered, or an order not be changed. */
export const orderProblems = {
  "quote-expired": {
    status: 410,
    title: "The price is not valid any more",
    retry: "never",
    todo: "Have it quoted again; nothing was taken.",
  },
  "quote-differs": {
    status: 409,
    title: "The price is for another country or delivery",
    retry: "never",
    todo: "Have it quoted for where it goes and how, then order that.",
  },
  "order-exists": {
    status: 409,
    title: "That quote is ordered and paid",
    retry: "never",
    todo: "Look at the order; to have the parts once more, quote them again.",
  },
  "payment-not-approved": {
    status: 409,
    title: "The payment was not agreed to",
    retry: "never",
    todo: "Open the payment page and pay there.",
  },
  "payment-altered": {
    status: 409,
    title: "The payment is not the one that was asked for",
    retry: "never",
    todo: "Order again; whatever was taken goes back.",
  },
  "order-not-cancellable": {
    status: 409,
    title: "The order cannot be cancelled any more",
    retry: "never",
    todo: "It is being printed or on its way, or its payment is disputed; write to the shop.",
  },
  "refund-impossible": {
    status: 409,
    title: "That much cannot be given back",
    retry: "never",
    todo: "Nothing was taken, or less than that.",
  },
  "order-not-movable": {
    status: 409,
    title: "The order cannot go there from where it is",
    retry: "never",
    todo: "Only a paid order that is not held is printed, then shipped, then done; a shipped one has its tracking.",
  },
} as const satisfies ProblemRecord;
