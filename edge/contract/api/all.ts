import { identityOperations } from "./identity.ts";
import { noticeOperations } from "./notices.ts";
import { scanOperations } from "./scans.ts";
import { serviceOperations } from "./service.ts";

/** The public API, all of it. */
export const allOperations = {
  ...serviceOperations,
  ...scanOperations,
  ...identityOperations,
  ...noticeOperations,
} as const;
export type OperationId = keyof typeof allOperations;
