import * as v from "valibot";
import { instantMsSchema, uuidSchema } from "./ids.ts";

/** What an owner's own server can be told of. `ping` goes to every endpoint when it is asked for. */
export const webhookEvents = ["scan.done", "scan.failed", "scan.cancelled", "batch.ended", "quota.warning"] as const;
export const webhookEventSchema = v.picklist([...webhookEvents, "ping"]);
export type WebhookEvent = v.InferOutput<typeof webhookEventSchema>;

export const webhookLimits = { perOwnerMax: 10, answerKeptChars: 500 } as const;

/** Headers of a delivery, as Standard Webhooks names them. */
export const webhookHeaders = {
  id: "webhook-id",
  timestamp: "webhook-timestamp",
  signature: "webhook-signature",
} as const;

/** `asked`: by a person. `gone`: the server answered 410. `failing`: no delivery came through for 24 hours. */
export const webhookPauseSchema = v.picklist(["asked", "gone", "failing"]);
export type WebhookPause = v.InferOutput<typeof webhookPauseSchema>;

/** `PUT /api/v1/webhooks/{webhookId}`: make one, or change it. */
export const webhookPutSchema = v.object({
  url: v.pipe(v.string(), v.maxLength(1000)),
  events: v.pipe(v.array(v.picklist(webhookEvents)), v.minLength(1), v.maxLength(webhookEvents.length)),
  /** Nothing is sent, and nothing is kept for later, while it is paused. */
  paused: v.optional(v.boolean(), false),
});
export type WebhookPut = v.InferOutput<typeof webhookPutSchema>;

export const webhookViewSchema = v.object({
  webhookId: uuidSchema,
  url: v.string(),
  events: v.array(webhookEventSchema),
  createdAtMs: instantMsSchema,
  pausedAtMs: v.nullable(instantMsSchema),
  pausedWhy: v.nullable(webhookPauseSchema),
});
export type WebhookView = v.InferOutput<typeof webhookViewSchema>;
/** The secret (`whsec_` and base64) is told here and never again. */
export const webhookMadeSchema = v.object({ ...webhookViewSchema.entries, secret: v.string() });
export const webhookListSchema = v.object({ webhooks: v.array(webhookViewSchema) });

export const deliveryViewSchema = v.object({
  deliveryId: uuidSchema,
  /** Stays the same when it is sent again. */
  eventId: v.string(),
  event: webhookEventSchema,
  /** `given-up`: 24 hours have passed; it can be replayed. */
  state: v.picklist(["waiting", "delivered", "given-up"]),
  body: v.string(),
  tries: v.number(),
  lastTryAtMs: v.nullable(instantMsSchema),
  /** HTTP status; 0: no answer came. */
  lastStatus: v.nullable(v.number()),
  lastAnswer: v.nullable(v.string()),
  nextTryAtMs: v.nullable(instantMsSchema),
  createdAtMs: instantMsSchema,
  deliveredAtMs: v.nullable(instantMsSchema),
});
export type DeliveryView = v.InferOutput<typeof deliveryViewSchema>;
export const deliveryListSchema = v.object({
  deliveries: v.array(deliveryViewSchema),
  nextCursor: v.nullable(v.string()),
});
export type DeliveryList = v.InferOutput<typeof deliveryListSchema>;

/**
 * What is sent. `data` of scan.*: scanId, jobId, name, state, label, failureCode, rebuild. Of batch.ended: batchId, name,
 * sets, done, failed, cancelled. Of quota.warning: percent, plan, used, limit, periodFromMs. Of ping: webhookId.
 */
export const webhookBodySchema = v.object({
  type: webhookEventSchema,
  /** ISO 8601, UTC. */
  timestamp: v.string(),
  data: v.record(v.string(), v.unknown()),
});
