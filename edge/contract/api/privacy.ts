import { eraseSchema, erasureViewSchema, exportViewSchema } from "../privacy.ts";
import { operations } from "./operation.ts";

export const privacyOperations = operations({
  createExport: {
    ...{ method: "post", path: "/privacy/exports", permission: "privacy:write", tag: "Privacy" },
    summary: "Signed links to zips of all own data: photos, results, records",
    answers: { 201: exportViewSchema },
    problems: ["sign-in-needed", "exports-too-many"],
  },
  deleteExport: {
    ...{ method: "delete", path: "/privacy/exports/{exportId}", permission: "privacy:write", tag: "Privacy" },
    summary: "End the links of an export",
    answers: { 204: null },
    problems: [],
  },
  revokeLinks: {
    ...{ method: "delete", path: "/privacy/links", permission: "privacy:write", tag: "Privacy", problems: [] },
    summary: "End every link to photos, results and exports given out so far",
    answers: { 204: null },
  },
  eraseAccount: {
    ...{ method: "delete", path: "/privacy/account", permission: "privacy:write", tag: "Privacy" },
    summary: "Erase the account (or device, or organisation) with everything it has",
    body: eraseSchema,
    answers: { 202: erasureViewSchema },
    problems: ["sign-in-needed", "sign-in-stale", "last-owner"],
  },
});
