import { eraseAccount } from "./erase.ts";
import { createExport, deleteExportRoute } from "./exports.ts";
import { revokeLinks } from "./links.ts";

export const privacyHandlers = { createExport, deleteExport: deleteExportRoute, revokeLinks, eraseAccount };
