import { Hono } from "hono";
import { takesIdempotencyKey } from "#contract/api/operation";
import { errorText, log } from "../adapters/log.ts";
import { pages } from "../pages/pages.ts";
import { guard, shield } from "./access/guard.ts";
import type { App } from "./app-types.ts";
import { stripeWebhook } from "./billing/stripe-webhook.ts";
import { getFile } from "./get-file.ts";
import { handlers } from "./handlers.ts";
import { metrics } from "./health.ts";
import { idempotent } from "./idempotency.ts";
import { devMail } from "./identity/dev-mail.ts";
import { openLive } from "./live.ts";
import { paypalWebhook } from "./ordering/paypal-webhook.ts";
import { otherMethod, pathsInOrder } from "./other-methods.ts";
import { getExport } from "./privacy/exports.ts";
import { ProblemError, problemAnswer } from "./problem-answer.ts";
import { putResult } from "./put-result.ts";
import { getPartFile, preparationWebhook, putPreparedFile } from "./quoting/prepared-files.ts";
import { quotePage, sharedPdf } from "./quoting/quote-page.ts";
import { getGeometry, openQuoteLive, putSliceFile, sliceWebhook } from "./quoting/slice-files.ts";
import { requestFrame } from "./request-frame.ts";
import { forVisitors, preflight } from "./widget/cors.ts";

export const app = new Hono<App>();

app.use("*", requestFrame);
app.get("/metrics", metrics);
app.get("/dev/mail", shield, devMail);

// Signed links carry their own right; they need no token.
app.get("/api/v1/scans/:scanId/live", openLive);
app.get("/api/v1/quote/live/:channelId", openQuoteLive);
app.on(["GET", "HEAD"], "/files/exports/:exportId/:file", getExport);
app.get("/files/quotes/:quoteId", quotePage);
app.get("/files/quotes/:quoteId/quote.pdf", sharedPdf);
app.get("/files/parts/:partId/geometry.stl", getGeometry);
app.get("/files/parts/:partId/file", getPartFile);
app.put("/files/parts/:partId/prepared/:preparationId/:attempt{[1-9]}/:name", putPreparedFile);
app.put("/files/slices/:sliceId/:attempt{[1-9]}/:name", putSliceFile);
app.on(["GET", "HEAD"], "/files/*", getFile);
app.put("/files/*", putResult);
app.post("/webhooks/stripe", stripeWebhook);
app.post("/webhooks/preparations/:preparationId/:attempt{[1-9]}/:token", shield, preparationWebhook);
app.post("/webhooks/slices/:sliceId/:attempt{[1-9]}/:token", shield, sliceWebhook);
app.post("/webhooks/paypal", paypalWebhook);

for (const { path, allow, operations } of pathsInOrder()) {
  for (const [id, operation] of operations) {
    const once = takesIdempotencyKey(operation) ? [idempotent] : [];
    const cors = operation.visitors ? [forVisitors] : [];
    app.on(operation.method.toUpperCase(), path, shield, ...cors, guard(operation), ...once, handlers[id]);
  }
  app.all(path, shield, preflight(operations.map(([, operation]) => operation)), otherMethod(allow));
}

app.route("/plain", pages);

// Where both Workers share one origin (locally), RunPod's calls come through here.
const toCallback = (request: Request, callback: Fetcher | undefined): Promise<Response> | null =>
  callback?.fetch(request) ?? null;
for (const path of ["/callback/*", "/progress/*"]) {
  app.post(path, async (c) => (await toCallback(c.req.raw, c.env.GPU_CALLBACK)) ?? problemAnswer(c, "not-found"));
}

app.notFound((c) => problemAnswer(c, "not-found"));
app.onError((error, c) => {
  if (error instanceof ProblemError) return problemAnswer(c, error.code, error.detail, error.headers);
  log("error", "request-failed", { requestId: c.get("requestId"), path: c.req.path, error: errorText(error) });
  return problemAnswer(c, "internal");
});
