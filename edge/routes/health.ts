import { type SQL, sql } from "drizzle-orm";
import type { Context } from "hono";
import { openDb } from "../db/client.ts";
import type { App } from "./app-types.ts";
import { problemAnswer } from "./problem-answer.ts";

export async function health(c: Context<App>): Promise<Response> {
  await openDb(c.env.DB).run(sql`SELECT 1`);
  return c.json({ ok: true, version: c.env.VERSION }, 200, { "cache-control": "no-store" });
}

interface Gauge {
  readonly name: string;
  readonly label: string;
  readonly value: number;
}

/** Prometheus text, counted when asked: few rows, asked for once a minute. */
export async function metrics(c: Context<App>): Promise<Response> {
  const token = c.env.METRICS_TOKEN;
  if (!token || c.req.header("authorization") !== `Bearer ${token}`) return problemAnswer(c, "not-found");
  const db = openDb(c.env.DB);
  const counts = await Promise.all(gaugeQueries(Date.now()).map((query) => db.all<Gauge>(query)));
  const gauges = counts.flat();
  const lines = gauges.map((g) => `${g.name}${g.label ? `{${g.label}}` : ""} ${g.value}`);
  return c.text(`${lines.join("\n")}\n`, 200, {
    "content-type": "text/plain; version=0.0.4",
    "cache-control": "no-store",
  });
}

/** D1 joins at most five SELECTs in one statement. */
const gaugeQueries = (nowMs: number): SQL[] => [
  sql`SELECT 'caliper_jobs' AS name, 'phase="' || phase || '"' AS label, count(*) AS value FROM jobs GROUP BY phase`,
  sql`SELECT 'caliper_alerts' AS name, 'kind="' || kind || '"' AS label, count(*) AS value FROM alerts GROUP BY kind`,
  sql`SELECT 'caliper_outbox_messages' AS name, '' AS label, count(*) AS value FROM outbox
    UNION ALL SELECT 'caliper_outbox_oldest_age_ms', '', coalesce(${nowMs} - min(created_at_ms), 0) FROM outbox
    UNION ALL SELECT 'caliper_scans', '', count(*) FROM scans
    UNION ALL SELECT 'caliper_photos', '', count(*) FROM photos
    UNION ALL SELECT 'caliper_photo_bytes', '', coalesce(sum(bytes), 0) FROM photos`,
];
