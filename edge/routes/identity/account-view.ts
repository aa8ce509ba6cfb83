import type { AccountView } from "#contract/identity";
import { membershipsOf } from "../../db/accounts.ts";
import { openDb } from "../../db/client.ts";
import { findAccount } from "../../db/principals.ts";
import type { Env } from "../../env.ts";
import { ProblemError } from "../problem-answer.ts";

export async function accountView(env: Env, accountId: string): Promise<AccountView> {
  const db = openDb(env.DB);
  const account = await findAccount(db, accountId);
  if (!account) throw new ProblemError("unauthorized");
  const organisations = await membershipsOf(db, accountId);
  const { email, name, isAdmin, createdAtMs } = account;
  return {
    ...{ accountId, email, name, isAdmin, createdAtMs },
    workspaces: [
      { ownerId: accountId, kind: "account", name, role: "owner" },
      ...organisations.map((one) => ({ ...one, kind: "organisation" as const })),
    ],
  };
}
