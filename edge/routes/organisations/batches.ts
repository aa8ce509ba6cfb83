import type { Context } from "hono";
import {
  type BatchImport,
  type BatchReport,
  type BatchSummary,
  type BatchView,
  batchLimits,
  batchPutSchema,
  batchSetsPutSchema,
  batchSubmitSchema,
} from "#contract/batch";
import { errorText, log } from "../../adapters/log.ts";
import { progressOf } from "../../adapters/room.ts";
import { type ImportRow, importsOf } from "../../db/batch-imports.ts";
import * as table from "../../db/batches.ts";
import { type Db, openDb } from "../../db/client.ts";
import { batchStateOf, countSets, type SetState, setStateOf } from "../../domain/organisation/batch-state.ts";
import { shownText } from "../../domain/photo-name.ts";
import { advanceJob } from "../../flows/advance-job.ts";
import { reportCsv, reportSets } from "../../flows/organisations/batch-report.ts";
import { continueImport, openZip } from "../../flows/organisations/import-zip.ts";
import { submitBatch } from "../../flows/organisations/submit-batch.ts";
import type { App } from "../app-types.ts";
import { pageFrom, pageOf } from "../list-page.ts";
import { ProblemError } from "../problem-answer.ts";
import { readJson } from "../read-request.ts";
import { declaredBytes, drain, upload } from "../request-body.ts";
import { idParam, needEnterprise } from "./in-organisation.ts";

const noStore = { "cache-control": "no-store" };

function headOf(row: table.BatchRow, states: readonly SetState[]): BatchSummary {
  const { batchId, name, createdAtMs, submittedAtMs, endedAtMs } = row;
  const state = batchStateOf(submittedAtMs, endedAtMs);
  return { batchId, name, state, counts: countSets(states), createdAtMs, submittedAtMs, endedAtMs };
}

const stateOf = ({ scan, job }: table.SetRow): SetState => setStateOf(scan !== null, job?.phase ?? null);

/** The caller's own. Somebody else's is as if it were not there. */
async function ownBatch(c: Context<App>, db: Db): Promise<table.BatchRow> {
  const found = await table.findBatch(db, idParam(c, "batchId"));
  if (found?.ownerId !== c.get("principal").ownerId) throw new ProblemError("not-found");
  return found;
}

function importView(row: ImportRow): BatchImport {
  const { importId, photosTotal, nextPhoto, refused, failure, endedAtMs } = row;
  const ended = failure === null ? "done" : "failed";
  const state = endedAtMs === null ? "running" : ended;
  return { importId, state, photosTotal, photosSeen: nextPhoto, refused, failure };
}

async function batchView(c: Context<App>, db: Db, row: table.BatchRow): Promise<BatchView> {
  const rows = await table.setsOf(db, row.batchId);
  const sets = rows.map(async (set): Promise<BatchView["sets"][number]> => {
    const { scanId, scan, job, photoCount } = set;
    const state = stateOf(set);
    const stages = state === "running" && job ? (await progressOf(c.env, scanId, job.jobId)).stages : [];
    return {
      ...{ scanId, name: scan?.name ?? null, state, stage: stages.at(-1)?.stage ?? null, photoCount },
      ...{ label: job?.output?.label ?? null, failure: job?.failure ?? null },
    };
  });
  const imports = (await importsOf(db, row.batchId)).map(importView);
  return { ...headOf(row, rows.map(stateOf)), sets: await Promise.all(sets), imports };
}

const answer = async (c: Context<App>, db: Db, status: 200 | 202 = 200): Promise<Response> =>
  c.json(await batchView(c, db, await ownBatch(c, db)), status, noStore);

export async function putBatch(c: Context<App>): Promise<Response> {
  const batchId = idParam(c, "batchId");
  const body = await readJson(c, batchPutSchema);
  const db = openDb(c.env.DB);
  await needEnterprise(c, db);
  const { ownerId } = c.get("principal");
  const name = shownText(body.name) || "Batch";
  await table.putBatch(db, { batchId, ownerId, name, createdAtMs: body.createdAtMs });
  if ((await table.findBatch(db, batchId))?.ownerId !== ownerId) throw new ProblemError("id-taken");
  return answer(c, db);
}

export const getBatch = (c: Context<App>): Promise<Response> => answer(c, openDb(c.env.DB));

export async function listBatches(c: Context<App>): Promise<Response> {
  const { limit, after } = pageOf(c, 50);
  const db = openDb(c.env.DB);
  const rows = await table.listBatches(db, c.get("principal").ownerId, limit + 1, after);
  const { shown, nextCursor } = pageFrom(rows, limit, (r) => ({ atMs: r.createdAtMs, id: r.batchId }));
  const sets = await table.phasesOf(
    db,
    shown.map((r) => r.batchId),
  );
  const batches = shown.map((row) => {
    const own = sets.filter((s) => s.batchId === row.batchId);
    return headOf(
      row,
      own.map((s) => setStateOf(s.hasScan === 1, s.phase)),
    );
  });
  return c.json({ batches, nextCursor }, 200, noStore);
}

export async function putBatchSets(c: Context<App>): Promise<Response> {
  const db = openDb(c.env.DB);
  const batch = await ownBatch(c, db);
  const body = await readJson(c, batchSetsPutSchema);
  await needEnterprise(c, db);
  const sets = body.sets.map((s) => ({ scanId: s.scanId.toLowerCase(), name: shownText(s.name) || "Scan" }));
  if (!(await table.addSets(db, batch, sets, Date.now())))
    throw new ProblemError(await table.whyNotAdded(db, batch.ownerId, sets));
  return answer(c, db);
}

/** The first photos are taken in before the answer, the others by a queue: the batch says how far it has come. */
export async function postBatchZip(c: Context<App>): Promise<Response> {
  const body = c.req.raw.body;
  const db = openDb(c.env.DB);
  try {
    const batch = await ownBatch(c, db);
    await needEnterprise(c, db);
    const bytes = declaredBytes(c);
    if (bytes > batchLimits.zipBytesMax) throw new ProblemError("zip-too-large", `${bytes} bytes.`);
    if (!body || bytes === 0) throw new ProblemError("zip-unreadable", "Nothing was sent.");
    const opened = await upload(c, () => openZip(c.env, batch, body, bytes, Date.now()));
    if (!opened.ok) throw new ProblemError(opened.code, opened.detail);
    await firstPhotos(c, opened.importId);
  } finally {
    // An answer before the body's end would reach many clients as a broken connection.
    await drain(body, batchLimits.zipBytesMax);
  }
  return answer(c, db, 202);
}

async function firstPhotos(c: Context<App>, importId: string): Promise<void> {
  await continueImport(c.env, importId, Date.now()).catch((error) =>
    log("warn", "import-broke-off", { importId, error: errorText(error) }),
  );
}

export async function submitBatchRoute(c: Context<App>): Promise<Response> {
  const db = openDb(c.env.DB);
  const batch = await ownBatch(c, db);
  const body = await readJson(c, batchSubmitSchema);
  await needEnterprise(c, db);
  const outcomes = await submitBatch(c.env, batch, body, Date.now());
  if (!outcomes) throw new ProblemError("batch-busy", undefined, { "retry-after": "5" });
  return c.json({ outcomes }, 202, noStore);
}

/** What has ended stays as it ended. */
export async function cancelBatch(c: Context<App>): Promise<Response> {
  const db = openDb(c.env.DB);
  const batch = await ownBatch(c, db);
  for (const { job } of await table.setsOf(db, batch.batchId)) {
    if (job?.phase === "queued" || job?.phase === "running") await advanceJob(c.env, job.jobId, { type: "cancel" });
  }
  return answer(c, db);
}

async function reportOf(c: Context<App>): Promise<BatchReport> {
  const db = openDb(c.env.DB);
  const batch = await ownBatch(c, db);
  const rows = await table.setsOf(db, batch.batchId);
  return { ...headOf(batch, rows.map(stateOf)), sets: await reportSets(c.env, rows) };
}

export const getBatchReport = async (c: Context<App>): Promise<Response> => c.json(await reportOf(c), 200, noStore);

export async function getBatchReportCsv(c: Context<App>): Promise<Response> {
  const { batchId, sets } = await reportOf(c);
  // The mark makes spreadsheets read it as UTF-8.
  return c.body(`\ufeff${reportCsv(sets)}`, 200, {
    ...noStore,
    "content-type": "text/csv; charset=utf-8",
    "content-disposition": `attachment; filename="batch-${batchId}.csv"`,
  });
}
