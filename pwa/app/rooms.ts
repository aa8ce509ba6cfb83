/** The rooms beside the scans, each loaded on its own. */
export const rooms = {
  signIn: () => import("../account/SignInScreen.tsx"),
  account: () => import("../account/AccountScreen.tsx"),
  keys: () => import("../account/KeysScreen.tsx"),
  plan: () => import("../plan/PlanScreen.tsx"),
  notices: () => import("../notices/NoticesScreen.tsx"),
  organisation: () => import("../organisation/OrganisationScreen.tsx"),
  invitation: () => import("../organisation/InvitationScreen.tsx"),
  batches: () => import("../batch/BatchesScreen.tsx"),
  batch: () => import("../batch/BatchScreen.tsx"),
  webhooks: () => import("../webhooks/WebhooksScreen.tsx"),
  print: () => import("../print/PrintScreen.tsx"),
  quotes: () => import("../quotes/QuotesScreen.tsx"),
  quote: () => import("../quotes/QuoteScreen.tsx"),
  compare: () => import("../quotes/CompareScreen.tsx"),
  orders: () => import("../orders/OrdersScreen.tsx"),
  orderReceipt: () => import("../orders/ReceiptScreen.tsx"),
  order: () => import("../orders/OrderScreen.tsx"),
  admin: () => import("../admin/AdminScreen.tsx"),
};
export type RoomName = keyof typeof rooms;
