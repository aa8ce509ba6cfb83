import type { JobsMessage, SweepMessage } from "#contract/job";
import type { CallerCounter } from "./objects/caller-counter.ts";
import type { ScanRoom } from "./objects/scan-room.ts";

/** What wrangler.toml binds. The values of the last block are vars or secrets. */
export interface Env {
  DB: D1Database;
  FILES: R2Bucket;
  JOBS: Queue<JobsMessage>;
  SWEEP: Queue<SweepMessage>;
  ROOMS: DurableObjectNamespace<ScanRoom>;
  CALLERS: DurableObjectNamespace<CallerCounter>;
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
  /** /metrics answers only to this bearer token; without it there is no /metrics. */
  METRICS_TOKEN?: string;
}
