import type { Context } from "hono";
import type { OperationId } from "#contract/api/all";
import type { App } from "./app-types.ts";
import { health } from "./health.ts";
import { cancelScan, rebuild, submit } from "./jobs.ts";
import { deletePhoto, putPhoto } from "./photos.ts";
import { getQuota } from "./quota.ts";
import { deleteScanRoute, getScan, getScans, putScanRoute } from "./scans.ts";

type Handler = (c: Context<App>) => Response | Promise<Response>;

/** What each operation of the contract does here. */
export const handlers: Record<OperationId, Handler> = {
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
};
