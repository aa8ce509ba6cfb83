import { scanOperations } from "./scans.ts";

/** The public API, all of it. */
export const allOperations = { ...scanOperations } as const;
export type OperationId = keyof typeof allOperations;
