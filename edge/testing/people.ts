import { randomToken, sha256Hex } from "../adapters/digest.ts";
import type { TestSystem } from "./test-system.ts";

export interface Person {
  readonly accountId: string;
  readonly email: string;
  readonly cookie: string;
  api(method: string, path: string, body?: unknown, workspace?: string): Promise<Response>;
}

/** An account that has just signed in, as its rows say. */
export async function signIn(system: TestSystem, signedInAtMs = Date.now()): Promise<Person> {
  const accountId = crypto.randomUUID();
  const email = `${accountId}@people.test`;
  const token = randomToken();
  const db = system.env.DB;
  await db.batch([
    db.prepare("INSERT INTO owners (owner_id, kind, created_at_ms) VALUES (?, 'account', 1)").bind(accountId),
    db
      .prepare("INSERT INTO accounts (account_id, email, name, created_at_ms) VALUES (?, ?, 'Ada', 1)")
      .bind(...[accountId, email]),
    db
      .prepare(
        `INSERT INTO sessions (token_sha256, session_id, account_id, agent, created_at_ms, last_used_at_ms, expires_at_ms)
         VALUES (?, ?, ?, 'a browser', ?, ?, ?)`,
      )
      .bind(
        ...[await sha256Hex(token), crypto.randomUUID(), accountId],
        ...[signedInAtMs, signedInAtMs, Date.now() + 86_400_000],
      ),
  ]);
  const cookie = `__Host-caliper=${token}`;
  return { accountId, email, cookie, api: (...asked) => ask(system, cookie, ...asked) };
}

function ask(system: TestSystem, cookie: string, method: string, path: string, body?: unknown, workspace?: string) {
  const headers = {
    ...{ cookie, origin: "http://edge.test", "content-type": "application/json" },
    ...(workspace ? { "x-caliper-workspace": workspace } : {}),
  };
  const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  return system.fetch(`http://edge.test/api/v1${path}`, init);
}

/** An organisation with these members. */
export async function found(system: TestSystem, members: Readonly<Record<string, string>>): Promise<string> {
  const ownerId = crypto.randomUUID();
  const db = system.env.DB;
  await db.batch([
    db.prepare("INSERT INTO owners (owner_id, kind, created_at_ms) VALUES (?, 'organisation', 1)").bind(ownerId),
    db.prepare("INSERT INTO organisations (owner_id, name, created_at_ms) VALUES (?, 'Works', 1)").bind(ownerId),
    ...Object.entries(members).map(([accountId, role]) =>
      db
        .prepare("INSERT INTO members (owner_id, account_id, role, joined_at_ms) VALUES (?, ?, ?, 1)")
        .bind(ownerId, accountId, role),
    ),
  ]);
  return ownerId;
}
