import * as v from "valibot";
import { ownerKinds, roleSchema } from "./access.ts";
import { instantMsSchema, jobIdSchema, scanIdSchema, uuidSchema } from "./ids.ts";
import { jobOptionsSchema, labelSchema, progressEventSchema } from "./job-words.ts";
import { penceSchema, planNameSchema, subscriptionStatusSchema } from "./plan.ts";
import { failureSchema } from "./problem.ts";
import { scanStateSchema } from "./scan.ts";

const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const share = v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(1)));
const at = v.nullable(instantMsSchema);
const nextCursor = v.nullable(v.string());

export const adminUserRowSchema = v.object({
  accountId: uuidSchema,
  email: v.nullable(v.string()),
  name: v.string(),
  isAdmin: v.boolean(),
  createdAtMs: instantMsSchema,
  lastSeenAtMs: at,
  /** Without a subscription: the trial. */
  plan: planNameSchema,
  status: v.nullable(subscriptionStatusSchema),
  scans: count,
});
export type AdminUserRow = v.InferOutput<typeof adminUserRowSchema>;
export const adminUserListSchema = v.object({ users: v.array(adminUserRowSchema), nextCursor });

export const adminUserSchema = v.object({
  ...adminUserRowSchema.entries,
  sessions: count,
  devices: count,
  passkeys: count,
  keys: count,
  organisations: v.array(v.object({ ownerId: uuidSchema, name: v.string(), role: roleSchema })),
  quota: v.object({ limit: v.nullable(count), used: count, held: count, overage: count }),
  subscription: v.nullable(
    v.object({
      stripeSubscriptionId: v.string(),
      periodFromMs: instantMsSchema,
      periodToMs: instantMsSchema,
      cancelAtPeriodEnd: v.boolean(),
      unpaidSinceMs: at,
    }),
  ),
});
export type AdminUser = v.InferOutput<typeof adminUserSchema>;
export const adminUserPatchSchema = v.object({ isAdmin: v.boolean() });

export const adminScanRowSchema = v.object({
  scanId: scanIdSchema,
  ownerId: v.string(),
  ownerKind: v.picklist(ownerKinds),
  name: v.string(),
  state: scanStateSchema,
  label: v.nullable(labelSchema),
  /** Why it failed. */
  code: v.nullable(v.string()),
  photos: count,
  jobId: v.nullable(jobIdSchema),
  createdAtMs: instantMsSchema,
  submittedAtMs: at,
  startedAtMs: at,
  endedAtMs: at,
});
export type AdminScanRow = v.InferOutput<typeof adminScanRowSchema>;
export const adminScanListSchema = v.object({ scans: v.array(adminScanRowSchema), nextCursor });

export const adminJobSchema = v.object({
  jobId: jobIdSchema,
  state: scanStateSchema,
  label: v.nullable(labelSchema),
  failure: v.nullable(failureSchema),
  options: jobOptionsSchema,
  isRebuild: v.boolean(),
  photos: count,
  losses: count,
  winner: v.nullable(count),
  workSeconds: v.nullable(v.number()),
  submittedAtMs: instantMsSchema,
  startedAtMs: at,
  endedAtMs: at,
  attempts: v.array(
    v.object({
      attempt: count,
      phase: v.picklist(["waiting", "sending", "unsure", "sent", "running", "lost"]),
      runpodId: v.nullable(v.string()),
      openedAtMs: instantMsSchema,
      changedAtMs: instantMsSchema,
      dueAtMs: instantMsSchema,
    }),
  ),
  /** What it counts in the ledger of models. */
  ledger: v.array(
    v.object({
      kind: v.picklist(["hold", "capture", "release", "refund"]),
      models: count,
      periodFromMs: v.pipe(v.number(), v.integer()),
      atMs: instantMsSchema,
    }),
  ),
  /** Charged beyond the quota: told to Stripe, or waiting to be. */
  metered: v.nullable(v.picklist(["waiting", "sent"])),
});
export type AdminJob = v.InferOutput<typeof adminJobSchema>;

export const adminAlertSchema = v.object({ kind: v.string(), detail: v.string(), atMs: instantMsSchema });

export const adminScanSchema = v.object({
  ...adminScanRowSchema.entries,
  /** Newest first. */
  jobs: v.array(adminJobSchema),
  /** Of the newest job, stage by stage. */
  progress: v.array(progressEventSchema),
  alerts: v.array(adminAlertSchema),
});
export type AdminScan = v.InferOutput<typeof adminScanSchema>;

/** The id of the new job is made by who asks: asked twice, it is done once. */
export const adminRetrySchema = v.object({ jobId: jobIdSchema });
export const adminReasonSchema = v.object({ reason: v.pipe(v.string(), v.trim(), v.minLength(3), v.maxLength(300)) });
/**
 * `model`: one more model in the present period. `charge-withdrawn`: a charge over the quota that Stripe had not been
 * told of. `owed`: Stripe was told; this much has to be credited there.
 */
export const adminRefundSchema = v.object({
  jobId: jobIdSchema,
  given: v.picklist(["model", "charge-withdrawn", "owed"]),
  owedPence: penceSchema,
});
export type AdminRefund = v.InferOutput<typeof adminRefundSchema>;

export const adminWorkSchema = v.object({
  /** Messages that no queue has taken yet. */
  outbox: v.object({ jobs: count, sweep: count, oldestAgeMs: count }),
  jobs: v.object({ queued: count, running: count, oldestQueuedAgeMs: count, oldestRunningAgeMs: count }),
  attempts: v.record(v.string(), count),
  waiting: v.object({ mails: count, webhooks: count, meterEvents: count }),
  alerts: v.array(adminAlertSchema),
  /** As RunPod says; null where it does not answer. */
  gpu: v.nullable(v.object({ workers: v.record(v.string(), v.number()), jobs: v.record(v.string(), v.number()) })),
});
export type AdminWork = v.InferOutput<typeof adminWorkSchema>;

export const adminMoneySchema = v.object({
  plans: v.array(v.object({ plan: planNameSchema, subscribers: count, pencePerMonth: penceSchema })),
  subscribers: count,
  unpaid: count,
  /** Without tax, overage and discounts. */
  mrrPence: v.pipe(v.number(), v.integer()),
  /** Of the last 30 days: ended / (ended + present). */
  churn: v.object({ ended: count, share }),
  /** Models of the last 30 days that were charged on top. */
  overage: v.object({ models: count, captured: count, share, pence: v.pipe(v.number(), v.integer()) }),
});
export type AdminMoney = v.InferOutput<typeof adminMoneySchema>;

export const adminQualitySchema = v.object({
  days: v.array(
    v.object({
      /** UTC, YYYY-MM-DD. */
      day: v.string(),
      done: count,
      failed: count,
      cancelled: count,
      /** done / (done + failed). */
      successShare: share,
      analytic: count,
      faceted: count,
      withStep: count,
      withStl: count,
      /** Work of the GPU worker per model. */
      minutesMean: v.nullable(v.number()),
      minutesMax: v.nullable(v.number()),
      /** By the setting `gpu-pence-per-hour`; null without it. */
      costPenceMean: v.nullable(v.number()),
    }),
  ),
  failures: v.array(v.object({ code: v.string(), count })),
  /** What the reports of the newest results say. */
  checked: v.object({ reports: count, stepValid: count, stepClosed: count, meshWatertight: count }),
});
export type AdminQuality = v.InferOutput<typeof adminQualitySchema>;

export const switchNames = ["submissions", "sign-ups"] as const;
export const switchNameSchema = v.picklist(switchNames);
export type SwitchName = v.InferOutput<typeof switchNameSchema>;
export const adminSwitchSchema = v.object({
  name: switchNameSchema,
  on: v.boolean(),
  says: v.string(),
  updatedAtMs: at,
});
export type AdminSwitch = v.InferOutput<typeof adminSwitchSchema>;
export const adminSwitchListSchema = v.object({ switches: v.array(adminSwitchSchema) });
export const adminSwitchPutSchema = v.object({ on: v.boolean() });

const terms = v.object({
  pencePerMonth: penceSchema,
  modelsPerMonth: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000)),
  modelsPerDay: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000))),
});
/** GBP without tax. What has been subscribed to stays as it was bought. */
export const adminPriceTableSchema = v.object({
  currency: v.literal("gbp"),
  plans: v.object({ starter: terms, professional: terms, enterprise: terms }),
  overagePencePerModel: v.pipe(penceSchema, v.minValue(1)),
});
export const adminPricesSchema = v.object({
  table: adminPriceTableSchema,
  /** Null: the one in the code. */
  updatedAtMs: at,
  updatedBy: v.nullable(v.string()),
});
export type AdminPrices = v.InferOutput<typeof adminPricesSchema>;
/** What an hour of the GPU costs; null: unknown. */
export const adminGpuPriceSchema = v.object({ pencePerHour: v.nullable(penceSchema) });

export const auditEntrySchema = v.object({
  id: count,
  accountId: uuidSchema,
  action: v.string(),
  subject: v.string(),
  detail: v.record(v.string(), v.unknown()),
  atMs: instantMsSchema,
});
export type AuditEntry = v.InferOutput<typeof auditEntrySchema>;
export const auditListSchema = v.object({ entries: v.array(auditEntrySchema), nextCursor });
