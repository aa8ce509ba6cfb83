import { afterEach, beforeEach, expect, test } from "vitest";
import type { ErasureView } from "#contract/privacy";
import type { Problem } from "#contract/problem";
import { randomToken, sha256Hex } from "../../adapters/digest.ts";
import { openDb } from "../../db/client.ts";
import { askErasure, findErasure } from "../../db/erasures.ts";
import { ownTables } from "../../db/own-tables.ts";
import { erasureKey } from "../../domain/storage-keys.ts";
import { failing } from "../../testing/failing.ts";
import { FakeBrowser, FakePushService } from "../../testing/fake-push-service.ts";
import { found, type Person, signIn } from "../../testing/people.ts";
import { useSystem } from "../../testing/use-system.ts";
import { eraseOwner, goOnErasing } from "./erase-owner.ts";

const held = useSystem();
let push: FakePushService;
beforeEach(() => {
  push = new FakePushService();
  push.install();
});
afterEach(() => push.uninstall());

const minute = 60_000;
const erase = { confirm: "erase" };
const codeOf = async (answer: Response): Promise<string> => ((await answer.json()) as Problem).code;
const keys = async (prefix: string) => (await held.current.env.FILES.list({ prefix })).objects.map((o) => o.key);
const erasureOf = (ownerId: string) => findErasure(openDb(held.current.env.DB), ownerId);

interface Table {
  readonly table: string;
  readonly columns: string[];
}
let tables: Table[] = [];

/** All tables; they are the same in all tests. */
async function tablesOf(): Promise<Table[]> {
  if (tables.length > 0) return tables;
  const { DB } = held.current.env;
  const { results } = await DB.prepare(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\'",
  ).all<{ name: string }>();
  const infos = await DB.batch<{ name: string }>(
    results.map(({ name }) => DB.prepare(`SELECT name FROM pragma_table_info('${name}')`)),
  );
  tables = infos.map((info, i) => ({ table: results[i]?.name ?? "", columns: info.results.map((c) => c.name) }));
  return tables;
}

/** The tables in which a text stands. */
async function tracesOf(text: string): Promise<string[]> {
  const { DB } = held.current.env;
  const all = await tablesOf();
  const counts = await DB.batch<{ n: number }>(
    all.map(({ table, columns }) => {
      const any = columns.map((c) => `instr(CAST("${c}" AS TEXT), ?1) > 0`).join(" OR ");
      return DB.prepare(`SELECT count(*) AS n FROM "${table}" WHERE ${any}`).bind(text);
    }),
  );
  return all.flatMap(({ table }, i) => (counts[i]?.results[0]?.n ? [table] : [])).toSorted();
}

/** A running scan of a person, in the name of an account or an organisation. */
async function running(person: Person, workspace?: string) {
  const system = held.current;
  const scanId = crypto.randomUUID();
  await person.api("PUT", `/scans/${scanId}`, { name: "secret bracket", createdAtMs: 1 }, workspace);
  const photos = await system.seedPhotos(scanId);
  const jobId = crypto.randomUUID();
  const options = { scale: { mat: "auto" }, quality: "draft" };
  const answer = await person.api("POST", `/scans/${scanId}/submit`, { jobId, photos, options }, workspace);
  expect(answer.status).toBe(202);
  await system.deliver(system.jobsQueue);
  return { scanId, jobId, worker: system.worker() };
}

test("erasing an account locks it out at once and leaves nothing that names it but the erasure itself", async () => {
  const system = held.current;
  const person = await signIn(system);
  const { accountId } = person;
  await person.api("PUT", "/push/subscriptions", (await FakeBrowser.at()).subscription);
  const done = await running(person);
  await done.worker.putManifest(await done.worker.putFiles());
  const living = await running(person);
  await system.env.DB.prepare(
    "INSERT INTO audit_log (account_id, action, subject, detail, at_ms) VALUES ('admin', 'refund', ?, ?, 1)",
  )
    .bind(accountId, JSON.stringify({ email: person.email }))
    .run();
  const answer = await person.api("DELETE", "/privacy/account", erase);
  expect(answer.status).toBe(202);
  expect(answer.headers.get("set-cookie")).toMatch(/^__Host-caliper=; Max-Age=0/);
  expect((await person.api("GET", "/scans")).status).toBe(401);
  await system.deliverAll();
  expect((await erasureOf(accountId))?.endedAtMs).not.toBeNull();
  expect(await tracesOf(accountId)).toEqual(["audit_log", "erasures"]);
  expect(await tracesOf(person.email)).toEqual([]);
  expect(await tracesOf("secret bracket")).toEqual([]);
  expect(await keys(`results/${done.jobId}/`)).toEqual([]);
  expect(system.runpod.cancelled).toHaveLength(1);
  expect(await keys(erasureKey(accountId))).toHaveLength(1);
  expect(living.jobId).not.toBe(done.jobId);
});

test("the books still balance after an erasure, under a name that nothing leads from", async () => {
  const system = held.current;
  const person = await signIn(system);
  const { jobId, worker } = await running(person);
  await worker.putManifest(await worker.putFiles());
  const { jobId: unfinished } = await running(person);
  await person.api("DELETE", "/privacy/account", erase);
  const rows = await system.env.DB.prepare(
    "SELECT job_id, kind, owner_id FROM quota_entries WHERE job_id IN (?, ?) ORDER BY id",
  )
    .bind(jobId, unfinished)
    .all<{ job_id: string; kind: string; owner_id: string }>();
  expect(rows.results.map((r) => [r.job_id, r.kind])).toEqual([
    [jobId, "hold"],
    [jobId, "capture"],
    [unfinished, "hold"],
    [unfinished, "release"],
  ]);
  const names = new Set(rows.results.map((r) => r.owner_id));
  expect([...names]).toEqual([expect.stringMatching(/^erased-[0-9a-f-]{36}$/)]);
});

test("results of a job in flight are refused or deleted when they arrive after the erasure", async () => {
  const system = held.current;
  const person = await signIn(system);
  const { jobId, worker } = await running(person);
  await person.api("DELETE", "/privacy/account", erase);
  const put = await worker.put("part.step", new TextEncoder().encode("late") as Uint8Array<ArrayBuffer>);
  expect(await codeOf(put)).toBe("attempt-over");
  await worker.callback();
  // One that had begun before, and ended after.
  await system.env.FILES.put(`results/${jobId}/1/part.step`, "later still");
  await system.cron();
  await system.deliverAll();
  expect(await keys(`results/${jobId}/`)).toEqual([]);
  expect(await tracesOf(person.accountId)).toEqual(["erasures"]);
});

test("an erasure that breaks off anywhere is finished by cron", async () => {
  const system = held.current;
  // Each call breaks either before it acts or after; by threes both kinds come up.
  for (let breaksAt = 1, broke = true; broke; breaksAt += 3) {
    const person = await signIn(system);
    const { scanId } = await running(person);
    const db = openDb(system.env.DB);
    await askErasure(db, person.accountId, Date.now());
    let calls = 0;
    const breaks = () => ++calls === breaksAt;
    const env = {
      ...system.env,
      DB: failing(system.env.DB, "batch", breaks),
      FILES: failing(system.env.FILES, "put", breaks),
    };
    const erasure = await findErasure(db, person.accountId);
    if (!erasure) throw new Error("not asked");
    await eraseOwner(env, erasure, Date.now()).catch(() => undefined);
    broke = calls >= breaksAt;
    if (breaksAt === 1) expect(broke).toBe(true);
    for (let i = 0; i < 2; i++) await goOnErasing(system.env, Date.now());
    expect((await erasureOf(person.accountId))?.endedAtMs, `broken at ${breaksAt}`).not.toBeNull();
    expect(await tracesOf(person.accountId), `broken at ${breaksAt}`).toEqual(["erasures"]);
    expect((await tracesOf(scanId)).filter((t) => !["tombstones", "outbox"].includes(t))).toEqual([]);
    expect(await keys(erasureKey(person.accountId))).toHaveLength(1);
  }
});

test("more scans than one run takes are erased by the next", async () => {
  const system = held.current;
  await Promise.all(Array.from({ length: 35 }, () => system.newScan()));
  const ownerId = await sha256Hex(system.token);
  expect((await system.api("DELETE", "/privacy/account", erase)).status).toBe(202);
  expect((await erasureOf(ownerId))?.endedAtMs).toBeNull();
  await system.cron();
  expect((await erasureOf(ownerId))?.endedAtMs).not.toBeNull();
});

test("a device without an account is erased by its token, which is good for nothing afterwards", async () => {
  const system = held.current;
  const scanId = await system.newScan();
  await system.addPhotos(scanId, 2);
  const answer = await system.api("DELETE", "/privacy/account", erase);
  const ownerId = await sha256Hex(system.token);
  expect((await answer.json()) as ErasureView).toMatchObject({ ownerId, endedAtMs: null });
  await system.deliverAll();
  expect(await tracesOf(ownerId)).toEqual(["erasures"]);
  expect(await keys(`scans/${scanId}/`)).toEqual([]);
  expect((await system.api("GET", "/scans")).status).toBe(401);
  expect((await system.api("PUT", `/scans/${crypto.randomUUID()}`, { name: "x", createdAtMs: 1 })).status).toBe(401);
});

test("an old sign-in, a missing word, a program or a linked device is not enough", async () => {
  const system = held.current;
  const old = await signIn(system, Date.now() - 11 * minute);
  expect(await codeOf(await old.api("DELETE", "/privacy/account", erase))).toBe("sign-in-stale");
  const person = await signIn(system);
  expect(await codeOf(await person.api("DELETE", "/privacy/account", { confirm: "yes" }))).toBe("request-invalid");
  const token = `cd_${randomToken()}`;
  await system.env.DB.prepare(
    "INSERT INTO devices (token_sha256, owner_id, created_at_ms, linked_at_ms) VALUES (?, ?, 1, 1)",
  )
    .bind(await sha256Hex(token), person.accountId)
    .run();
  system.token = token;
  expect(await codeOf(await system.api("DELETE", "/privacy/account", erase))).toBe("sign-in-needed");
  const jwt = (await (await person.api("POST", "/session/token")).json()) as { token: string };
  system.token = jwt.token;
  expect((await system.api("DELETE", "/privacy/account", erase)).status).toBe(403);
  expect(await erasureOf(person.accountId)).toBeUndefined();
});

test("an organisation's last owner stays until there is another, or the organisation is erased too", async () => {
  const system = held.current;
  const [boss, hand] = [await signIn(system), await signIn(system)];
  const org = await found(system, { [boss.accountId]: "owner", [hand.accountId]: "operator" });
  const { scanId } = await running(hand, org);
  expect(await codeOf(await boss.api("DELETE", "/privacy/account", erase))).toBe("last-owner");
  expect((await boss.api("GET", "/scans")).status, "nothing has happened to who was refused").toBe(200);
  expect((await hand.api("DELETE", "/privacy/account", erase, org)).status).toBe(403);
  expect((await boss.api("DELETE", "/privacy/account", erase, org)).status).toBe(202);
  expect((await hand.api("GET", "/scans", undefined, org)).status).toBe(401);
  expect(await tracesOf(org)).toEqual(["erasures"]);
  expect((await tracesOf(scanId)).filter((t) => t !== "outbox")).toEqual(["tombstones"]);
  expect((await hand.api("GET", "/scans")).status, "members keep their accounts").toBe(200);
  expect((await boss.api("DELETE", "/privacy/account", erase)).status).toBe(202);
});

test("of two owners who erase themselves at once, one is refused", async () => {
  const system = held.current;
  const [one, two] = [await signIn(system), await signIn(system)];
  await found(system, { [one.accountId]: "owner", [two.accountId]: "owner" });
  const answers = await Promise.all([one, two].map((p) => p.api("DELETE", "/privacy/account", erase)));
  expect(answers.map((a) => a.status).toSorted()).toEqual([202, 409]);
});

test("a restored database brings no erased owner back: the bucket remembers", async () => {
  const system = held.current;
  const person = await signIn(system);
  const { accountId } = person;
  const { scanId, jobId } = await running(person);
  const tables = ["owners", "accounts", "scans", "jobs", "attempts"];
  const copies = await Promise.all(
    tables.map((t) => {
      const column = { owners: "owner_id", accounts: "account_id", attempts: "job_id" }[t] ?? "scan_id";
      const value = { scan_id: scanId, job_id: jobId }[column] ?? accountId;
      return system.env.DB.prepare(`SELECT * FROM ${t} WHERE ${column} = ?`).bind(value).all<Record<string, unknown>>();
    }),
  );
  await person.api("DELETE", "/privacy/account", erase);
  await system.deliverAll();
  // As Time Travel does it: rows of before are there again, those since are not.
  const { DB } = system.env;
  await DB.batch([
    DB.prepare("DELETE FROM erasures WHERE owner_id = ?").bind(accountId),
    DB.prepare("DELETE FROM tombstones WHERE scan_id = ?").bind(scanId),
    ...copies.flatMap(({ results }, i) =>
      results.map((row) => {
        const names = Object.keys(row);
        const sql = `INSERT INTO ${tables[i]} (${names.join()}) VALUES (${names.map(() => "?").join()})`;
        return DB.prepare(sql).bind(...Object.values(row));
      }),
    ),
  ]);
  expect(await tracesOf(accountId)).toContain("accounts");
  await DB.prepare("DELETE FROM cursors WHERE name = 'erasures'").run();
  for (let i = 0; i < 3; i++) await system.cron();
  expect(await tracesOf(accountId)).toEqual(["erasures"]);
  // And where the erasure's row was restored as ended, but the owner is there again.
  await DB.prepare("INSERT INTO owners (owner_id, kind, created_at_ms) VALUES (?, 'account', 1)").bind(accountId).run();
  await DB.prepare("DELETE FROM cursors WHERE name = 'erasures'").run();
  await system.cron();
  expect(await tracesOf(accountId)).toEqual(["erasures"]);
});

test("markers of erasures are not swept as orphans", async () => {
  const system = held.current;
  await system.newScan();
  await system.api("DELETE", "/privacy/account", erase);
  const key = erasureKey(await sha256Hex(system.token));
  await system.env.DB.prepare("INSERT OR REPLACE INTO cursors (name, value) VALUES ('orphans', ?)")
    .bind(key.slice(0, -6))
    .run();
  await system.cronAt(Date.now() + 86_400_000);
  expect(await keys(key)).toHaveLength(1);
});

test("every table that names an owner is known to exports and erasures", async () => {
  const names = (await tablesOf()).flatMap(({ table, columns }) =>
    columns.filter((c) => c === "owner_id" || c === "account_id").map((c) => `${table}.${c}`),
  );
  expect(names.length).toBeGreaterThan(20);
  const known = new Set(ownTables.flatMap((t) => [`${t.table}.${t.by}`, ...(t.of ? [`${t.of}.owner_id`] : [])]));
  // Deleted with their scans.
  for (const name of ["scans.owner_id", "jobs.owner_id"]) known.add(name);
  expect(names.filter((name) => !known.has(name))).toEqual([]);
});
