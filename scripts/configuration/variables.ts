// Every variable that this system reads, once: docs/CONFIGURATION.md is made from it, and a test holds it against the code.

/** `secret`: set once, shown to nobody again. `plain`: readable by whoever can see the Worker's settings. */
type Sight = "secret" | "plain";
export type Variable = {
  readonly name: string;
  readonly sight: Sight;
  /** Where nothing is set. */
  readonly usual: string;
  readonly says: string;
};

const v = (name: string, sight: Sight, usual: string, says: string): Variable => ({ name, sight, usual, says });
const must = "– (must be set)";
const none = "– (off)";

/** Of the edge: `[vars]`, `[env.production.vars]` and `wrangler secret put`. */
export const edgeVariables: readonly Variable[] = [
  v("PUBLIC_ORIGIN", "plain", must, "Where people open the app. Passkeys, cookies and the Origin check belong to it."),
  v("CALLBACK_ORIGIN", "plain", must, "Where RunPod reaches gpu-callback."),
  v("VERSION", "plain", must, "Told by `/api/v1/health`."),
  v("RUNPOD_BASE", "plain", must, "The endpoint: `https://api.runpod.ai/v2/ENDPOINT_ID`."),
  v("RUNPOD_API_KEY", "secret", must, "Restricted to that endpoint and the slicer's."),
  v(
    "LINK_SIGNING_KEY",
    "secret",
    must,
    "Signs links to files and live status; 16 characters or more, best 32 random bytes. Changing it ends every link, and answers kept under Idempotency-Keys can no longer be read.",
  ),
  v(
    "ACCESS_TOKEN_KEY",
    "secret",
    must,
    "Signs JWTs and hashes e-mail codes; 32 characters or more. Changing it ends both; sessions and API keys stay.",
  ),
  v("BILLING", "plain", "none", "`none`: nothing is billed and all is allowed. `test`, `live`: Stripe's two modes."),
  v("STRIPE_SECRET_KEY", "secret", none, "Stripe's secret or restricted key, of the mode that BILLING names."),
  v("STRIPE_WEBHOOK_SECRET", "secret", none, "Signs Stripe's webhooks."),
  v("STRIPE_WEBHOOK_SECRET_NEXT", "secret", none, "The next one, while it is being changed: both are accepted."),
  v(
    "STRIPE_API_BASE",
    "plain",
    "https://api.stripe.com",
    "Where Stripe is; the fake Stripe's address on a machine of one's own.",
  ),
  v(
    "PAYPAL_CLIENT_ID",
    "plain",
    none,
    "PayPal, for print orders: a REST app's id, of the mode that BILLING names. With the next three, or not at all.",
  ),
  v("PAYPAL_CLIENT_SECRET", "secret", none, "The app's secret."),
  v("PAYPAL_MERCHANT_ID", "plain", none, "The shop's merchant id: a payment to anybody else is held."),
  v("PAYPAL_WEBHOOK_ID", "plain", none, "The id of the webhook that leads to `/webhooks/paypal`."),
  v(
    "PAYPAL_BASE",
    "plain",
    "https://api-m.paypal.com, or the sandbox's",
    "Where PayPal is; the fake PayPal's address on a machine of one's own.",
  ),
  v(
    "SHOP_DETAILS",
    "plain",
    "Caliper",
    "The seller on receipts and quotes, lines parted by `|`: name, address, VAT number.",
  ),
  v("REQUESTS_PER_MINUTE", "plain", "100", "What one caller may ask in any 60 s. 0: no limit at all, for tests."),
  v(
    "MAIL_API_URL",
    "plain",
    none,
    "Where mails are handed over (Resend's `POST /emails`). With MAIL_API_KEY and MAIL_FROM, or not at all.",
  ),
  v("MAIL_API_KEY", "secret", none, "The mail provider's key."),
  v("MAIL_FROM", "plain", none, "The sender: `Caliper <mail@caliper.example>`."),
  v(
    "DEV_MAIL",
    "plain",
    none,
    "`1`: mails that were not sent can be read at /dev/mail, on this machine. Never in production.",
  ),
  v("ADMIN_EMAILS", "plain", none, "Comma separated: who becomes an administrator when such an address is confirmed."),
  v("VAPID_PUBLIC_KEY", "plain", none, "Web Push: the key browsers subscribe with."),
  v(
    "VAPID_PRIVATE_KEY",
    "secret",
    none,
    "Web Push: its private half. Changing the pair ends every browser's subscription.",
  ),
  v(
    "FILES_KEPT_DAYS",
    "plain",
    "30",
    "How long photos and results are kept after a job has ended, and parts after they were last priced; 0: for ever.",
  ),
  v("CHECK_EVERY_MS", "plain", "15000", "How often a living job is looked at."),
  v(
    "SLICER_BASE",
    "plain",
    "– (estimates only)",
    "The slicer's endpoint, in RunPod's form and with RUNPOD_API_KEY: `https://api.runpod.ai/v2/ENDPOINT_ID`. Without it no price is binding and none can be paid, STEP is refused, and holes stay.",
  ),
  v(
    "SLICES_AT_ONCE",
    "plain",
    "12",
    "How many slices the slicer is given at once; a third of them may be ones that nobody asked for yet.",
  ),
  v(
    "SLICER_PROFILES",
    "plain",
    "– (the slicer's own)",
    "The version under which a shop has pinned profiles of its own (`CALIPER_SLICER_PROFILES`). A slice by others makes no price; a new version slices anew.",
  ),
  v(
    "CLAMD_ADDRESS",
    "plain",
    "– (no upload is let through)",
    "clamd as `host:port`; parts are scanned before they are read. `none`: not scanned, on a machine of one's own.",
  ),
  v("METRICS_TOKEN", "secret", none, "Bearer token of `/metrics` (Prometheus text); without it there is no such page."),
];

/** What else wrangler.toml binds; gpu-callback has the first three of them and GPU_RESULTS. */
export const bindings: readonly Omit<Variable, "sight" | "usual">[] = [
  { name: "DB", says: "D1: everything but files." },
  { name: "FILES", says: "R2: photos and results." },
  { name: "ROOMS", says: "Durable Objects: a scan's live status, and the alarm that looks after its job." },
  { name: "CALLERS", says: "Durable Objects: a caller's requests of the last minute." },
  {
    name: "QUOTE_ROOMS",
    says: "Durable Objects: the newest quote of a screen, pushed to it, and the alarm that looks after its slices.",
  },
  { name: "JOBS", says: "Queue: what is to be sent to RunPod, halted, told." },
  { name: "SWEEP", says: "Queue: files to be deleted." },
  { name: "SHIELD", says: "Rate limit by address in front of everything, approximate: 1,200 a minute." },
  { name: "GPU_CALLBACK", says: "gpu-callback, where both Workers share one origin (locally)." },
];

/** Of the workers' containers: the reconstruction's, and the slicer's. */
export const workerVariables: readonly Variable[] = [
  v(
    "CALIPER_LINK_ORIGINS",
    "plain",
    "– (any)",
    "Comma separated: the only origins whose links the worker follows. Set it to the edge's.",
  ),
  v("CALIPER_CACHE_DIR", "plain", "the temporary folder", "Where jobs are worked on and stages cached."),
  v("CALIPER_DISK_MB", "plain", "20000", "What that folder may hold."),
  v("CALIPER_KEEP_S", "plain", "3600", "How long a job's folder is kept for a second attempt."),
  v("CALIPER_MEMORY_MB", "plain", "3800", "What one stage may use."),
  v("CALIPER_PROCESSES", "plain", "the container's cores", "How many processes a stage may use."),
  v("CALIPER_SEGMENTER", "plain", none, "A file of network weights for the CAD stage; none ships."),
  v(
    "CALIPER_CONTROL_PLANE",
    "plain",
    "– (RunPod)",
    "The slicer: address of a control plane of the shop's own; its key is `RUNPOD_AI_API_KEY`.",
  ),
  v("CALIPER_SLICER", "plain", "prusa-slicer", "The slicer: which PrusaSlicer it starts."),
  v("CALIPER_SLICER_BUNDLE", "plain", "Debian's", "The slicer: the bundle that its profiles are flattened from."),
  v(
    "CALIPER_SLICER_PROFILES",
    "plain",
    "– (the bundle's alone)",
    "The slicer: a folder of the shop's own profiles, `MACHINE.MATERIAL.PRESET.ini`, pinned by `python -m slicer.profiles --pin VERSION`.",
  ),
  v("CALIPER_SLICE_TIMEOUT_S", "plain", "180", "The slicer: how long one slice, or making a part printable, may take."),
  v("CALIPER_SLICE_MEMORY_MB", "plain", "1024", "The slicer: what one slice, or making a part printable, may use."),
  v("CALIPER_SLICE_CACHE_MB", "plain", "500", "The slicer: what slices already made may hold on disk."),
];

/** Of the commands of this repository, on one's own machine. */
export const commandVariables: readonly Variable[] = [
  v("BILLING", "plain", "test", "`npm start`: `none` starts without plans and without the fake Stripe."),
  v(
    "STRIPE_SECRET_KEY",
    "secret",
    "– (the fake Stripe)",
    "`npm start`: Stripe's own test mode in place of the fake one.",
  ),
  v("STRIPE_WEBHOOK_SECRET", "secret", none, "With the line above."),
  v(
    "PAYPAL_CLIENT_ID",
    "plain",
    "– (the fake PayPal)",
    "`npm start`: PayPal's own sandbox in place of the fake one; with the next three.",
  ),
  v("PAYPAL_CLIENT_SECRET", "secret", none, "With the line above."),
  v("PAYPAL_MERCHANT_ID", "plain", none, "With the line above."),
  v("PAYPAL_WEBHOOK_ID", "plain", none, "With the line above."),
  v("ADMIN_EMAILS", "plain", none, "`npm start`: hands it to the edge."),
  v("CALIPER_STATE", "plain", ".caliper/state", "Where the local system keeps its database and files."),
  v("CALIPER_KEEP", "plain", ".caliper", "Where set-up, logs and state are kept."),
  v("CALIPER_CHROMIUM", "plain", "found", "Which Chromium the journeys use."),
  v("CALIPER_JOURNEY", "plain", "*", "Which journeys `npm test -- --only journeys` runs."),
  v("CALIPER_PICTURE_SCALE", "plain", "1", "Pixels of the journeys' pictures per CSS pixel."),
  v("CALIPER_ADMIN_EMAIL", "plain", "set by the tests", "Who is an administrator of the system the journeys use."),
  v("CALIPER_SLICER", "plain", "found", "Which PrusaSlicer `npm start`, the slicer's tests and benches use."),
  v("CALIPER_SLICER_BUNDLE", "plain", "found", "Its bundle of printer profiles."),
];
