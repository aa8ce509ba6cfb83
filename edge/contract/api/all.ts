import { adminOperations } from "./admin.ts";
import { batchOperations } from "./batches.ts";
import { billingOperations } from "./billing.ts";
import { identityOperations } from "./identity.ts";
import { noticeOperations } from "./notices.ts";
import { orderOperations } from "./orders.ts";
import { organisationOperations } from "./organisations.ts";
import { privacyOperations } from "./privacy.ts";
import { quoteOperations } from "./quotes.ts";
import { scanOperations } from "./scans.ts";
import { serviceOperations } from "./service.ts";
import { webhookOperations } from "./webhooks.ts";
import { widgetOperations } from "./widget.ts";

/** The public API, all of it. */
export const allOperations = {
  ...serviceOperations,
  ...scanOperations,
  ...billingOperations,
  ...identityOperations,
  ...noticeOperations,
  ...privacyOperations,
  ...organisationOperations,
  ...batchOperations,
  ...webhookOperations,
  ...adminOperations,
  ...orderOperations,
  ...quoteOperations,
  ...widgetOperations,
} as const;
export type OperationId = keyof typeof allOperations;
