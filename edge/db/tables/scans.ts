import { sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { WorkerOutput } from "#contract/job";
import type { JobOptions } from "#contract/job-words";
import type { PhotoFormat } from "#contract/photo";
import type { Failure } from "#contract/problem";
import type { Rebuild } from "#contract/rebuild";
import type { AttemptPhase, JobPhase } from "../../domain/job.ts";
import { owners } from "./identity.ts";

export const scans = sqliteTable(
  "scans",
  {
    scanId: text("scan_id").primaryKey(),
    ownerId: text("owner_id")
      .notNull()
      .references(() => owners.ownerId),
    name: text("name").notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    updatedAtMs: integer("updated_at_ms").notNull(),
    /** The newest job; null while a draft. */
    jobId: text("job_id"),
    /** When its photos and results were deleted because their time was up; null again with the next photo. */
    filesDeletedAtMs: integer("files_deleted_at_ms"),
  },
  (t) => [index("scans_owner_created").on(t.ownerId, t.createdAtMs, t.scanId)],
);

export const photos = sqliteTable(
  "photos",
  {
    scanId: text("scan_id")
      .notNull()
      .references(() => scans.scanId),
    photoId: text("photo_id").notNull(),
    pass: integer("pass").notNull(),
    name: text("name").notNull(),
    sha256: text("sha256").notNull(),
    bytes: integer("bytes").notNull(),
    format: text("format").$type<PhotoFormat>().notNull(),
    widthPx: integer("width_px").notNull(),
    heightPx: integer("height_px").notNull(),
    takenAtMs: integer("taken_at_ms"),
    receivedAtMs: integer("received_at_ms").notNull(),
  },
  (t) => [primaryKey({ columns: [t.scanId, t.photoId] }), uniqueIndex("photos_once").on(t.scanId, t.sha256)],
);

export const jobs = sqliteTable(
  "jobs",
  {
    jobId: text("job_id").primaryKey(),
    scanId: text("scan_id").notNull(),
    ownerId: text("owner_id").notNull(),
    phase: text("phase").$type<JobPhase>().notNull(),
    losses: integer("losses").notNull(),
    winner: integer("winner"),
    failure: text("failure", { mode: "json" }).$type<Failure>(),
    output: text("output", { mode: "json" }).$type<WorkerOutput>(),
    options: text("options", { mode: "json" }).$type<JobOptions>().notNull(),
    /** What was asked for where it is a rebuild; such a job has no photos. */
    rebuild: text("rebuild", { mode: "json" }).$type<Rebuild>(),
    photoIds: text("photo_ids", { mode: "json" }).$type<string[]>().notNull(),
    /** Of the submitted body: the same job id with another body is refused. */
    submitSha256: text("submit_sha256").notNull(),
    submittedAtMs: integer("submitted_at_ms").notNull(),
    startedAtMs: integer("started_at_ms"),
    endedAtMs: integer("ended_at_ms"),
    checkedAtMs: integer("checked_at_ms").notNull(),
    /** When its results were deleted because their time was up. */
    filesDeletedAtMs: integer("files_deleted_at_ms"),
    /** Changes with every write; a write names the one it has read, so that of two racing writers one has to read again. */
    writeId: text("write_id").notNull(),
  },
  (t) => [
    uniqueIndex("jobs_one_active").on(t.scanId).where(sql`phase IN ('queued', 'running')`),
    index("jobs_scan").on(t.scanId),
    index("jobs_phase_checked").on(t.phase, t.checkedAtMs),
  ],
);

export const attempts = sqliteTable(
  "attempts",
  {
    jobId: text("job_id").notNull(),
    attempt: integer("attempt").notNull(),
    phase: text("phase").$type<AttemptPhase>().notNull(),
    runpodId: text("runpod_id"),
    openedAtMs: integer("opened_at_ms").notNull(),
    changedAtMs: integer("changed_at_ms").notNull(),
    dueAtMs: integer("due_at_ms").notNull(),
    /** Written before /run is called; gpu-callback looks them up. */
    callbackTokenSha256: text("callback_token_sha256"),
    callbackUsedAtMs: integer("callback_used_at_ms"),
    progressTokenSha256: text("progress_token_sha256"),
    progressExpiresAtMs: integer("progress_expires_at_ms"),
  },
  (t) => [primaryKey({ columns: [t.jobId, t.attempt] })],
);

/** Messages that were decided in the same batch as their cause, until a queue has taken them. */
export const outbox = sqliteTable(
  "outbox",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    queue: text("queue").$type<"jobs" | "sweep">().notNull(),
    body: text("body").notNull(),
    notBeforeMs: integer("not_before_ms").notNull(),
    leasedUntilMs: integer("leased_until_ms").notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
  },
  (t) => [index("outbox_leased").on(t.leasedUntilMs)],
);

/** Objects about to be deleted: while a key stands here no photo row may adopt the object. */
export const condemned = sqliteTable("condemned", {
  key: text("key").primaryKey(),
  createdAtMs: integer("created_at_ms").notNull(),
});

/** Deleted scans: late arrivals are refused, and what comes back under their keys is swept again. */
export const tombstones = sqliteTable(
  "tombstones",
  {
    scanId: text("scan_id").primaryKey(),
    ownerId: text("owner_id").notNull(),
    jobIds: text("job_ids", { mode: "json" }).$type<string[]>().notNull(),
    deletedAtMs: integer("deleted_at_ms").notNull(),
    sweptAtMs: integer("swept_at_ms"),
  },
  (t) => [index("tombstones_swept").on(t.sweptAtMs)],
);

/** Where a long walk (the orphan sweep) goes on next time. */
export const cursors = sqliteTable("cursors", {
  name: text("name").primaryKey(),
  value: text("value").notNull(),
});

/** Things a person has to look at; also counted in /metrics. */
export const alerts = sqliteTable("alerts", {
  id: integer("id").primaryKey({ autoIncrement: true }),
  kind: text("kind").notNull(),
  detail: text("detail").notNull(),
  atMs: integer("at_ms").notNull(),
});
