import * as v from "valibot";
import * as admin from "../admin.ts";
import { planNameSchema } from "../plan.ts";
import { scanStateSchema } from "../scan.ts";
import { operations } from "./operation.ts";

const tag = "Administration";
const look = { method: "get", permission: "admin:read", tag, problems: [] } as const;
const limit = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100));
const cursor = v.pipe(v.string(), v.regex(/^\d{1,16}\.[0-9a-f-]{36}$/));
const search = v.pipe(v.string(), v.maxLength(200));
const csv = { 200: { media: "text/csv" } } as const;

const userFilters = { search, plan: planNameSchema };
const scanFilters = { search, state: scanStateSchema, owner: v.pipe(v.string(), v.maxLength(64)) };
const auditFilters = { action: v.pipe(v.string(), v.maxLength(60)), subject: v.pipe(v.string(), v.maxLength(100)) };
const oneUser = "/admin/users/{accountId}";
const oneJob = "/admin/jobs/{jobId}";

const people = operations({
  listAdminUsers: {
    ...{ ...look, path: "/admin/users", summary: "Accounts, newest first; searched by e-mail, name or id" },
    query: { limit, cursor, ...userFilters },
    answers: { 200: admin.adminUserListSchema },
  },
  getAdminUsersCsv: {
    ...{ ...look, path: "/admin/users.csv", summary: "The same for a spreadsheet, 10,000 rows at most" },
    query: userFilters,
    answers: csv,
  },
  getAdminUser: {
    ...{ ...look, path: oneUser, summary: "One account", problems: ["not-found"] },
    answers: { 200: admin.adminUserSchema },
  },
  patchAdminUser: {
    ...{ method: "patch", path: oneUser, permission: "admin:write", tag, problems: ["not-found", "last-admin"] },
    summary: "Make somebody an administrator, or no longer",
    body: admin.adminUserPatchSchema,
    answers: { 200: admin.adminUserSchema },
  },
  signOutAdminUser: {
    ...{ method: "post", path: `${oneUser}/sign-out`, permission: "admin:write", tag, problems: ["not-found"] },
    summary: "Sign somebody out everywhere: sessions and JWTs",
    body: admin.adminReasonSchema,
    answers: { 204: null },
  },
});

const scans = operations({
  listAdminScans: {
    ...{ ...look, path: "/admin/scans", summary: "Everybody's scans, newest first; searched by name, scan or job id" },
    query: { limit, cursor, ...scanFilters },
    answers: { 200: admin.adminScanListSchema },
  },
  getAdminScansCsv: {
    ...{ ...look, path: "/admin/scans.csv", summary: "The same for a spreadsheet, 10,000 rows at most" },
    query: scanFilters,
    answers: csv,
  },
  getAdminScan: {
    ...{ ...look, path: "/admin/scans/{scanId}", problems: ["not-found"] },
    summary: "A scan with its jobs, attempts, stages, alerts and what it counted",
    answers: { 200: admin.adminScanSchema },
  },
  retryAdminJob: {
    ...{ method: "post", path: `${oneJob}/retry`, permission: "admin:write", tag },
    summary: "Run a failed or cancelled job again; it counts as if its owner had sent it",
    body: admin.adminRetrySchema,
    answers: { 202: admin.adminScanSchema },
    problems: [
      ...(["not-found", "job-not-retryable", "scan-locked", "id-taken", "photo-missing", "service-paused"] as const),
      ...(["trial-used", "quota-used", "spending-cap-reached", "day-used", "plan-read-only"] as const),
    ],
  },
  cancelAdminJob: {
    ...{ method: "post", path: `${oneJob}/cancel`, permission: "admin:write", tag },
    summary: "Cancel a job under way",
    body: admin.adminReasonSchema,
    answers: { 200: admin.adminScanSchema },
    problems: ["not-found", "job-not-cancellable"],
  },
  refundAdminJob: {
    ...{ method: "post", path: `${oneJob}/refund`, permission: "admin:write", tag },
    summary: "Give a charged model back, once",
    body: admin.adminReasonSchema,
    answers: { 200: admin.adminRefundSchema },
    problems: ["not-found", "nothing-to-refund"],
  },
});

const running = operations({
  getAdminWork: {
    ...{ ...look, path: "/admin/work", summary: "Queues, jobs under way, alerts, and the GPU service's health" },
    answers: { 200: admin.adminWorkSchema },
  },
  getAdminMoney: {
    ...{ ...look, path: "/admin/money", summary: "Subscribers, monthly revenue, churn, overage" },
    answers: { 200: admin.adminMoneySchema },
  },
  getAdminQuality: {
    ...{ ...look, path: "/admin/quality", summary: "What came out, day by day" },
    query: { days: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(90)) },
    answers: { 200: admin.adminQualitySchema },
  },
  getAdminQualityCsv: {
    ...{ ...look, path: "/admin/quality.csv", summary: "The same for a spreadsheet" },
    query: { days: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(90)) },
    answers: csv,
  },
  getAdminPrices: {
    ...{ ...look, path: "/admin/prices", summary: "The price table in force" },
    answers: { 200: admin.adminPricesSchema },
  },
  putAdminPrices: {
    ...{ method: "put", path: "/admin/prices", permission: "admin:write", tag, problems: [] },
    summary: "Set the price table for what is bought from now on",
    body: admin.adminPriceTableSchema,
    answers: { 200: admin.adminPricesSchema },
  },
  deleteAdminPrices: {
    ...{ method: "delete", path: "/admin/prices", permission: "admin:write", tag, problems: [] },
    summary: "Go back to the price table in the code",
    answers: { 200: admin.adminPricesSchema },
  },
  putAdminGpuPrice: {
    ...{ method: "put", path: "/admin/gpu-price", permission: "admin:write", tag, problems: [] },
    summary: "Say what an hour of the GPU costs, for the cost per model",
    body: admin.adminGpuPriceSchema,
    answers: { 200: admin.adminGpuPriceSchema },
  },
  listAdminSwitches: {
    ...{ ...look, path: "/admin/switches", summary: "What can be switched off" },
    answers: { 200: admin.adminSwitchListSchema },
  },
  putAdminSwitch: {
    ...{ method: "put", path: "/admin/switches/{name}", permission: "admin:write", tag, problems: [] },
    summary: "Switch something off or on",
    params: { name: admin.switchNameSchema },
    body: admin.adminSwitchPutSchema,
    answers: { 200: admin.adminSwitchSchema },
  },
  listAudit: {
    ...{ ...look, path: "/admin/audit", summary: "What administrators did, newest first" },
    query: { limit, cursor: v.pipe(v.string(), v.regex(/^\d{1,15}$/)), ...auditFilters },
    answers: { 200: admin.auditListSchema },
  },
  getAuditCsv: {
    ...{ ...look, path: "/admin/audit.csv", summary: "The same for a spreadsheet, 10,000 rows at most" },
    query: auditFilters,
    answers: csv,
  },
});

export const adminOperations = { ...people, ...scans, ...running } as const;
