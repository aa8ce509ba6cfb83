import { Hono } from "hono";
import { errorText, log } from "../adapters/log.ts";
import type { App } from "./app-types.ts";
import { deviceGuard, shield } from "./device-guard.ts";
import { getFile } from "./get-file.ts";
import { health, metrics } from "./health.ts";
import { cancelScan, rebuild, submit } from "./jobs.ts";
import { openLive } from "./live.ts";
import { deletePhoto, putPhoto } from "./photos.ts";
import { ProblemError, problemAnswer } from "./problem-answer.ts";
import { putResult } from "./put-result.ts";
import { requestFrame } from "./request-frame.ts";
import { deleteScanRoute, getScan, getScans, putScanRoute } from "./scans.ts";

export const app = new Hono<App>();

app.use("*", requestFrame);
app.get("/api/v1/health", health);
app.get("/metrics", metrics);

// Signed links carry their own right; they need no token.
app.get("/api/v1/scans/:scanId/live", openLive);
app.on(["GET", "HEAD"], "/files/*", getFile);
app.put("/files/*", putResult);

app.use("/api/v1/scans", shield, deviceGuard);
app.use("/api/v1/scans/*", shield, deviceGuard);
app.get("/api/v1/scans", getScans);
app.put("/api/v1/scans/:scanId", putScanRoute);
app.get("/api/v1/scans/:scanId", getScan);
app.delete("/api/v1/scans/:scanId", deleteScanRoute);
app.put("/api/v1/scans/:scanId/photos/:photoId", putPhoto);
app.delete("/api/v1/scans/:scanId/photos/:photoId", deletePhoto);
app.post("/api/v1/scans/:scanId/submit", submit);
app.post("/api/v1/scans/:scanId/rebuild", rebuild);
app.post("/api/v1/scans/:scanId/cancel", cancelScan);

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
