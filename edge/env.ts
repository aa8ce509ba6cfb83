import type { JobsMessage, SweepMessage } from "#contract/job";
import type { CallerCounter } from "./objects/caller-counter.ts";
import type { QuoteRoom } from "./objects/quote-room.ts";
import type { ScanRoom } from "./objects/scan-room.ts";

/** What wrangler.toml binds. The values of the last block are vars or secrets. */
export interface Env {
  DB: D1Database;
  FILES: R2Bucket;
  JOBS: Queue<JobsMessage>;
  SWEEP: Queue<SweepMessage>;
  ROOMS: DurableObjectNamespace<ScanRoom>;
  CALLERS: DurableObjectNamespace<CallerCounter>;
  QUOTE_ROOMS: DurableObjectNamespace<QuoteRoom>;
  SHIELD: RateLimit;
  /** Only where both Workers share one origin (locally); in production gpu-callback has its own. */
  GPU_CALLBACK?: Fetcher;

  RUNPOD_BASE: string;
  RUNPOD_API_KEY: string;
  PUBLIC_ORIGIN: string;
  CALLBACK_ORIGIN: string;
  LINK_SIGNING_KEY: string;
  /** Signs the short-lived JWTs of accounts; 256 bits or more. */
  ACCESS_TOKEN_KEY: string;
  VERSION: string;
  /** `none`: nothing is billed and all is allowed (self-hosted). `test` and `live` are Stripe's two modes. */
  BILLING: "none" | "test" | "live";
  /** Stripe's secret (or restricted) key of that mode, and the secrets that sign its webhooks: the present one, the next. */
  STRIPE_SECRET_KEY?: string;
  STRIPE_WEBHOOK_SECRET?: string;
  STRIPE_WEBHOOK_SECRET_NEXT?: string;
  /** Where Stripe is; https://api.stripe.com unless set. */
  STRIPE_API_BASE?: string;
  /** PayPal, for print orders: a REST app's id and secret, the shop's merchant id, and the webhook's id. */
  PAYPAL_CLIENT_ID?: string;
  PAYPAL_CLIENT_SECRET?: string;
  PAYPAL_MERCHANT_ID?: string;
  PAYPAL_WEBHOOK_ID?: string;
  /** Where PayPal is; api-m.paypal.com for `live`, the sandbox for `test`, unless set. */
  PAYPAL_BASE?: string;
  /** The seller as receipts name them, lines parted by `|`: name, address, VAT number. */
  SHOP_DETAILS?: string;
  /** What one caller may ask in any 60 s; 100 unless set, 0 for no limit. */
  REQUESTS_PER_MINUTE?: string;
  /** Where mails are handed over (Resend's form, e.g. https://api.resend.com/emails), and by whom; all three or none. */
  MAIL_API_URL?: string;
  MAIL_API_KEY?: string;
  /** `Caliper <mail@caliper.example>` */
  MAIL_FROM?: string;
  /** "1": mails that are not sent can be read at /dev/mail. Never in production. */
  DEV_MAIL?: string;
  /** Comma separated: who becomes an administrator when such an address is confirmed. */
  ADMIN_EMAILS?: string;
  /** Web Push's keys (P-256, base64url); without them no push is sent. */
  VAPID_PUBLIC_KEY?: string;
  VAPID_PRIVATE_KEY?: string;
  /** How long photos and results are kept after a job has ended; 30 days unless set, 0 for ever. */
  FILES_KEPT_DAYS?: string;
  /** How often a living job is looked at by its scan's Durable Object; 15 s unless set. */
  CHECK_EVERY_MS?: string;
  /** The slicer's endpoint (RunPod's API, same key); without it every price is an estimate and none can be paid. */
  SLICER_BASE?: string;
  /** The version under which a shop has pinned profiles of its own; unset: the bundle's that come with the slicer. */
  SLICER_PROFILES?: string;
  /** How many slices are given to the slicer at once, 12 if unset. */
  SLICES_AT_ONCE?: string;
  /** clamd, as host:port. "none": files are not scanned. Unset: none is let through. */
  CLAMD_ADDRESS?: string;
  /** /metrics answers only to this bearer token; without it there is no /metrics. */
  METRICS_TOKEN?: string;
}
