import { billingViewSchema, capSchema, planChoiceSchema, plansViewSchema, stripePageSchema } from "../billing.ts";
import type { ProblemCode } from "../problem.ts";
import { operations } from "./operation.ts";

const noStripe = ["billing-off", "billing-unavailable"] as const satisfies readonly ProblemCode[];

export const billingOperations = operations({
  getPlans: {
    ...{ method: "get", path: "/plans", permission: null, tag: "Plan", problems: [] },
    summary: "The price table",
    answers: { 200: plansViewSchema },
  },
  getBilling: {
    ...{ method: "get", path: "/billing", permission: "billing:read", tag: "Plan", problems: [] },
    summary: "The plan, what comes next, the spending cap and the invoices",
    answers: { 200: billingViewSchema },
  },
  openCheckout: {
    ...{ method: "post", path: "/billing/checkout", permission: "billing:write", tag: "Plan" },
    summary: "Where to subscribe: a page of Stripe",
    body: planChoiceSchema,
    answers: { 200: stripePageSchema },
    problems: [...noStripe, "already-subscribed"],
  },
  openPortal: {
    ...{ method: "post", path: "/billing/portal", permission: "billing:write", tag: "Plan" },
    summary: "Where to change the card, see invoices and cancel: a page of Stripe",
    answers: { 200: stripePageSchema },
    problems: [...noStripe, "not-subscribed"],
  },
  changePlan: {
    ...{ method: "post", path: "/billing/plan", permission: "billing:write", tag: "Plan" },
    summary:
      "Another plan: a larger one at once, a smaller one with the next period; the present one takes either back",
    body: planChoiceSchema,
    answers: { 200: billingViewSchema },
    problems: [...noStripe, "not-subscribed", "payment-failed"],
  },
  putSpendingCap: {
    ...{ method: "put", path: "/billing/cap", permission: "billing:write", tag: "Plan" },
    summary: "What may be spent on models over the quota in one period",
    body: capSchema,
    answers: { 200: billingViewSchema },
    problems: ["billing-off", "not-subscribed"],
  },
});
