import type { Context } from "hono";
import { type AdminUser, adminReasonSchema, adminUserPatchSchema } from "#contract/admin";
import { planNameSchema } from "#contract/plan";
import {
  countsOfUser,
  findUser,
  listUsers,
  organisationsOfUser,
  setAdmin,
  signOutUser,
  type UserFilter,
} from "../../db/admin/users.ts";
import { findSubscription } from "../../db/billing.ts";
import { openDb } from "../../db/client.ts";
import { overageModelsOf, readUsage } from "../../db/quota.ts";
import { allowanceOf } from "../../flows/allowance-of.ts";
import type { App } from "../app-types.ts";
import { pageFrom, pageOf } from "../list-page.ts";
import { ProblemError } from "../problem-answer.ts";
import { readJson } from "../read-request.ts";
import { adminOf, csvAnswer, csvRowsMax, filterOf, idOf, noStore, shortText } from "./asked.ts";

const filters = (c: Context<App>): UserFilter => ({
  search: filterOf(c, "search", shortText(200)),
  plan: filterOf(c, "plan", planNameSchema),
});

export async function listAdminUsers(c: Context<App>): Promise<Response> {
  const { limit, after } = pageOf(c);
  const rows = await listUsers(openDb(c.env.DB), filters(c), after, limit + 1);
  const { shown, nextCursor } = pageFrom(rows, limit, (u) => ({ atMs: u.createdAtMs, id: u.accountId }));
  return c.json({ users: shown, nextCursor }, 200, noStore);
}

export async function getAdminUsersCsv(c: Context<App>): Promise<Response> {
  const rows = await listUsers(openDb(c.env.DB), filters(c), null, csvRowsMax);
  const head = ["accountId", "email", "name", "isAdmin", "createdAtMs", "lastSeenAtMs", "plan", "status", "scans"];
  const lines = rows.map((u) => [
    ...[u.accountId, u.email, u.name, u.isAdmin ? 1 : 0, u.createdAtMs, u.lastSeenAtMs, u.plan, u.status, u.scans],
  ]);
  return csvAnswer(c, "users", [head, ...lines]);
}

export const getAdminUser = async (c: Context<App>): Promise<Response> =>
  c.json(await seeUser(c, idOf(c, "accountId")), 200, noStore);

export async function patchAdminUser(c: Context<App>): Promise<Response> {
  const accountId = idOf(c, "accountId");
  const { isAdmin } = await readJson(c, adminUserPatchSchema);
  const db = openDb(c.env.DB);
  if (!(await findUser(db, accountId))) throw new ProblemError("not-found");
  if (!(await setAdmin(db, accountId, isAdmin, adminOf(c), Date.now()))) throw new ProblemError("last-admin");
  return c.json(await seeUser(c, accountId), 200, noStore);
}

export async function signOutAdminUser(c: Context<App>): Promise<Response> {
  const subject = idOf(c, "accountId");
  const { reason } = await readJson(c, adminReasonSchema);
  const db = openDb(c.env.DB);
  if (!(await findUser(db, subject))) throw new ProblemError("not-found");
  const audited = { accountId: adminOf(c), action: "sign-out-user", subject, detail: { reason } };
  await signOutUser(db, audited, Date.now());
  return c.body(null, 204);
}

async function seeUser(c: Context<App>, accountId: string): Promise<AdminUser> {
  const db = openDb(c.env.DB);
  const row = await findUser(db, accountId);
  if (!row) throw new ProblemError("not-found");
  const nowMs = Date.now();
  const allowance = await allowanceOf(c.env, db, accountId, nowMs);
  const usage = await readUsage(db, accountId, allowance, nowMs);
  const sub = await findSubscription(db, accountId);
  return {
    ...row,
    ...(await countsOfUser(db, accountId, nowMs)),
    organisations: await organisationsOfUser(db, accountId),
    quota: {
      limit: allowance.modelsPerMonth,
      used: usage.used,
      held: Math.max(0, usage.held),
      overage: await overageModelsOf(db, accountId, allowance),
    },
    subscription: sub
      ? {
          stripeSubscriptionId: sub.stripeSubscriptionId,
          ...{ periodFromMs: sub.periodFromMs, periodToMs: sub.periodToMs },
          ...{ cancelAtPeriodEnd: sub.cancelAtPeriodEnd, unpaidSinceMs: sub.unpaidSinceMs },
        }
      : null,
  };
}
