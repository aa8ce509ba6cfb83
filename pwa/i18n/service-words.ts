import { enAccount, enKeys, enPrivacy, enSignIn, enWidgetKeys } from "./en-account.ts";
import { enNotices } from "./en-notices.ts";
import { enOrders } from "./en-orders.ts";
import { enPlan } from "./en-plan.ts";
import { enPrint } from "./en-print.ts";
import { enQuotes } from "./en-quotes.ts";

/** Words of rooms that are opened on their own: kept out of `words`, which the opening page loads. */
export const serviceWords = {
  signIn: enSignIn,
  account: enAccount,
  keys: enKeys,
  widgetKeys: enWidgetKeys,
  privacy: enPrivacy,
  notices: enNotices,
  plan: enPlan,
  print: enPrint,
  quotes: enQuotes,
  orders: enOrders,
};
