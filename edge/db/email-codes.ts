import { type SQL, sql } from "drizzle-orm";
import { type CodePurpose, codeRules } from "../domain/identity/sign-in-rules.ts";
import { runBatch } from "./batch.ts";
import type { Db } from "./client.ts";
import { mailSql, type NewMail } from "./mails.ts";

export interface NewCode {
  readonly codeId: string;
  readonly email: string;
  readonly purpose: CodePurpose;
  readonly accountId: string | null;
  readonly codeMac: string;
  readonly networkMac: string;
}

/** Keeps the code and its mail unless the address or the network has asked too often. One statement decides. */
export async function insertCode(db: Db, code: NewCode, mail: NewMail, nowMs: number): Promise<boolean> {
  const sinceMs = nowMs - codeRules.limitWindowMs;
  const [first] = await runBatch(db, [
    sql`INSERT INTO email_codes (code_id, email, purpose, account_id, code_mac, network_mac, created_at_ms, expires_at_ms)
      SELECT ${code.codeId}, ${code.email}, ${code.purpose}, ${code.accountId}, ${code.codeMac}, ${code.networkMac},
        ${nowMs}, ${nowMs + codeRules.lifeMs}
      WHERE (SELECT count(*) FROM email_codes WHERE email = ${code.email} AND created_at_ms > ${sinceMs})
          < ${codeRules.perAddressMax}
        AND (SELECT count(*) FROM email_codes WHERE network_mac = ${code.networkMac} AND created_at_ms > ${sinceMs})
          < ${codeRules.perNetworkMax}`,
    mailSql(mail, sql`EXISTS (SELECT 1 FROM email_codes WHERE code_id = ${code.codeId})`, nowMs),
  ]);
  return first === 1;
}

export interface TriedCode {
  readonly email: string;
  readonly codeMac: string;
}

/** Counts a try, before anything is compared. Null: used, expired, tried too often, or not the address's newest. */
export async function tryCode(
  db: Db,
  codeId: string,
  purpose: CodePurpose,
  accountId: string | null,
  nowMs: number,
): Promise<TriedCode | null> {
  const rows = await db.all<TriedCode>(sql`UPDATE email_codes SET tries = tries + 1
    WHERE code_id = ${codeId} AND purpose = ${purpose} AND account_id IS ${accountId} AND used_by IS NULL
      AND tries < ${codeRules.triesMax} AND expires_at_ms > ${nowMs}
      AND NOT EXISTS (SELECT 1 FROM email_codes newer WHERE newer.email = email_codes.email
        AND newer.purpose = email_codes.purpose AND newer.rowid > email_codes.rowid)
    RETURNING email, code_mac AS codeMac`);
  return rows[0] ?? null;
}

/** The first statement of a confirmation's batch, and what is true only if it was the one to use the code. */
export function useCodeSql(codeId: string, usedBy: string): { use: SQL; used: SQL } {
  return {
    use: sql`UPDATE email_codes SET used_by = ${usedBy} WHERE code_id = ${codeId} AND used_by IS NULL`,
    used: sql`EXISTS (SELECT 1 FROM email_codes WHERE code_id = ${codeId} AND used_by = ${usedBy})`,
  };
}
