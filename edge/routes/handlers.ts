import type { Context } from "hono";
import type { OperationId } from "#contract/api/all";
import { adminHandlers } from "./admin/handlers.ts";
import type { App } from "./app-types.ts";
import { billingHandlers } from "./billing/handlers.ts";
import { health } from "./health.ts";
import { identityHandlers } from "./identity/handlers.ts";
import { cancelScan, rebuild, submit } from "./jobs.ts";
import { getChoices, getNotices, postRead, putChoices } from "./notices/notices.ts";
import { deleteSubscriptionRoute, getPushKey, putSubscriptionRoute } from "./notices/push.ts";
import { getOpenapi } from "./openapi.ts";
import { orderHandlers } from "./ordering/handlers.ts";
import { organisationHandlers } from "./organisations/handlers.ts";
import { deletePhoto, putPhoto } from "./photos.ts";
import { privacyHandlers } from "./privacy/handlers.ts";
import { getQuota } from "./quota.ts";
import { quotingHandlers } from "./quoting/handlers.ts";
import { deleteScanRoute, getScan, getScans, putScanRoute } from "./scans.ts";
import { widgetHandlers } from "./widget/handlers.ts";

type Handler = (c: Context<App>) => Response | Promise<Response>;

/** What each operation of the contract does here. */
export const handlers: Record<OperationId, Handler> = {
  getOpenapi,
  health,
  listScans: getScans,
  putScan: putScanRoute,
  getScan,
  deleteScan: deleteScanRoute,
  putPhoto,
  deletePhoto,
  submit,
  rebuild,
  cancelScan,
  getQuota,
  ...billingHandlers,
  ...identityHandlers,
  listNotices: getNotices,
  readNotices: postRead,
  getNoticeChoices: getChoices,
  putNoticeChoices: putChoices,
  getPushKey,
  putPushSubscription: putSubscriptionRoute,
  deletePushSubscription: deleteSubscriptionRoute,
  ...privacyHandlers,
  ...organisationHandlers,
  ...adminHandlers,
  ...quotingHandlers,
  ...orderHandlers,
  ...widgetHandlers,
};
