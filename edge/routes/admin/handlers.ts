import type { Context } from "hono";
import type { adminOperations } from "#contract/api/admin";
import type { App } from "../app-types.ts";
import * as running from "./running.ts";
import * as scans from "./scans.ts";
import * as settings from "./settings.ts";
import * as users from "./users.ts";

export const adminHandlers: Record<keyof typeof adminOperations, (c: Context<App>) => Promise<Response>> = {
  ...users,
  ...scans,
  ...settings,
  getAdminWork: running.getAdminWork,
  getAdminMoney: running.getAdminMoney,
  getAdminQuality: running.getAdminQuality,
  getAdminQualityCsv: running.getAdminQualityCsv,
  listAudit: running.listAuditRoute,
  getAuditCsv: running.getAuditCsv,
};
