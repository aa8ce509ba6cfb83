import * as v from "valibot";
import { instantMsSchema, jobIdSchema, scanIdSchema, uuidSchema } from "./ids.ts";

export const noticeKinds = [
  "scan.done",
  "scan.failed",
  "files-deleted-soon",
  "payment-failed",
  "quota-80",
  "quota-used",
  "webhook-paused",
  "order",
] as const;
export const noticeKindSchema = v.picklist(noticeKinds);
export type NoticeKind = v.InferOutput<typeof noticeKindSchema>;

export const noticeWays = ["app", "push", "mail"] as const;
export type NoticeWay = (typeof noticeWays)[number];

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What a notice is about; which fields are there depends on its kind. Nothing secret: it also goes through push services. */
export const noticeBodySchema = v.object({
  scanId: v.optional(scanIdSchema),
  /** Of order; `code` is then its new state. */
  orderId: v.optional(uuidSchema),
  jobId: v.optional(jobIdSchema),
  /** The scan's name. */
  name: v.optional(v.string()),
  /** Of a failed scan: its problem. Of webhook-paused: `gone` or `failing`; `name` is then the receiver's host. */
  code: v.optional(v.string()),
  /** Of files-deleted-soon. */
  deletesAtMs: v.optional(instantMsSchema),
  /** Of quota-80 and quota-used: models of this period. */
  used: v.optional(count),
  limit: v.optional(count),
  /** Of payment-failed: until when everything still works. */
  graceUntilMs: v.optional(instantMsSchema),
});
export type NoticeBody = v.InferOutput<typeof noticeBodySchema>;

export const noticeSchema = v.object({
  noticeId: uuidSchema,
  kind: noticeKindSchema,
  body: noticeBodySchema,
  createdAtMs: instantMsSchema,
  readAtMs: v.nullable(instantMsSchema),
});
export type Notice = v.InferOutput<typeof noticeSchema>;

export const noticeListSchema = v.object({
  notices: v.array(noticeSchema),
  unread: count,
  nextCursor: v.nullable(v.string()),
});
export type NoticeList = v.InferOutput<typeof noticeListSchema>;

/** `POST /notices/read`: these, and all up to a moment. In an organisation what one has read is read for all. */
export const noticesReadSchema = v.object({
  noticeIds: v.optional(v.pipe(v.array(uuidSchema), v.maxLength(100)), []),
  untilMs: v.optional(instantMsSchema),
});
export const unreadSchema = v.object({ unread: count });

const waysSchema = v.object({ app: v.boolean(), push: v.boolean(), mail: v.boolean() });
/** Which ways a person is told of what; theirs alone, also in an organisation. All are on until set. */
export const noticeChoicesSchema = v.object(
  Object.fromEntries(noticeKinds.map((kind) => [kind, waysSchema])) as Record<NoticeKind, typeof waysSchema>,
);
export type NoticeChoices = v.InferOutput<typeof noticeChoicesSchema>;

/** Where a browser wants to be told, as its `PushSubscription.toJSON()` says. */
export const pushSubscriptionSchema = v.object({
  endpoint: v.pipe(v.string(), v.url(), v.maxLength(1000)),
  keys: v.object({
    /** An uncompressed point of P-256: 65 bytes, base64url. */
    p256dh: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{87}=?$/)),
    /** 16 bytes, base64url. */
    auth: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{22}(?:==)?$/)),
  }),
});
export type PushSubscriptionBody = v.InferOutput<typeof pushSubscriptionSchema>;
export const pushEndpointSchema = v.object({ endpoint: pushSubscriptionSchema.entries.endpoint });

/** `applicationServerKey` of a subscription; null where this installation sends no push. */
export const pushKeySchema = v.object({ publicKey: v.nullable(v.string()) });

/** What a push message carries, and the service worker shows. */
export const pushMessageSchema = v.object({
  noticeId: uuidSchema,
  kind: noticeKindSchema,
  title: v.string(),
  text: v.string(),
  /** A path of the app. */
  path: v.string(),
});
export type PushMessage = v.InferOutput<typeof pushMessageSchema>;
