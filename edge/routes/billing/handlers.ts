import { getBilling, getPlans, postCheckout, postPlan, postPortal, putCap } from "./billing.ts";

export const billingHandlers = {
  getPlans,
  getBilling,
  openCheckout: postCheckout,
  openPortal: postPortal,
  changePlan: postPlan,
  putSpendingCap: putCap,
};
