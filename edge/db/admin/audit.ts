import { type SQL, sql } from "drizzle-orm";
import type { AuditEntry } from "#contract/admin";
import type { Db } from "../client.ts";

export interface AuditedAction {
  /** Who did it. */
  readonly accountId: string;
  readonly action: string;
  /** The user, job or setting it was done to. */
  readonly subject: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** In the batch of the action: what `guard` lets through is written down, and nothing else. */
export function auditSql({ accountId, action, subject, detail }: AuditedAction, guard: SQL, nowMs: number): SQL {
  return sql`INSERT INTO audit_log (account_id, action, subject, detail, at_ms)
    SELECT ${accountId}, ${action}, ${subject}, ${JSON.stringify(detail)}, ${nowMs} WHERE ${guard}`;
}

export interface AuditFilter {
  readonly action: string | undefined;
  readonly subject: string | undefined;
  /** Only what came before this entry. */
  readonly beforeId: number | null;
}

type Row = Omit<AuditEntry, "detail"> & { readonly detail: string };

export async function listAudit(db: Db, filter: AuditFilter, limit: number): Promise<AuditEntry[]> {
  const rows = await db.all<Row>(sql`SELECT id, account_id AS accountId, action, subject, detail, at_ms AS atMs
    FROM audit_log WHERE (${filter.action ?? null} IS NULL OR action = ${filter.action ?? null})
      AND (${filter.subject ?? null} IS NULL OR subject = ${filter.subject ?? null})
      AND (${filter.beforeId} IS NULL OR id < ${filter.beforeId})
    ORDER BY id DESC LIMIT ${limit}`);
  return rows.map((row) => ({ ...row, detail: JSON.parse(row.detail) as Record<string, unknown> }));
}
