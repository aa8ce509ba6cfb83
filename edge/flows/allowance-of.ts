import type { Db } from "../db/client.ts";
import { readAllowance } from "../db/quota.ts";
import { type Allowance, selfHosted } from "../domain/quota/quota.ts";
import type { Env } from "../env.ts";

/** What an owner may use now; everything where nothing is billed. */
export const allowanceOf = async (
  env: Pick<Env, "BILLING">,
  db: Db,
  ownerId: string,
  nowMs = Date.now(),
): Promise<Allowance> => (env.BILLING === "none" ? selfHosted : readAllowance(db, ownerId, nowMs));
