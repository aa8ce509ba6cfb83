import { expect, test } from "vitest";
import type { QuotaView } from "#contract/plan";
import type { ScanList } from "#contract/scan";
import { randomToken, sha256Hex } from "../../adapters/digest.ts";
import { catchUpDevices } from "../../flows/identity/link-device.ts";
import { Browser, problemCode } from "../../testing/browser.ts";
import { steppedDatabase } from "../../testing/stepped-database.ts";
import { submitBody, type TestSystem } from "../../testing/test-system.ts";
import { useSystem } from "../../testing/use-system.ts";

const held = useSystem();

async function person(): Promise<Browser & { accountId: string }> {
  const browser = new Browser(held.current);
  const { accountId } = await browser.signIn();
  return Object.assign(browser, { accountId });
}
const link = (browser: Browser, token = held.current.token) => browser.call("POST", "/account/devices", { token });

async function scanIds(ask: (path: string) => Promise<Response>): Promise<string[]> {
  const found: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const answer = await ask(`/scans?limit=100${cursor ? `&cursor=${cursor}` : ""}`);
    const list = (await answer.json()) as ScanList;
    found.push(...list.scans.map((s) => s.scanId));
    cursor = list.nextCursor;
  }
  return found.toSorted();
}

test("a linked device's scans are the account's, and it goes on scanning for it", async () => {
  const s = held.current;
  const { scanId } = await s.running();
  const browser = await person();
  const answer = await link(browser);
  expect(await answer.json()).toMatchObject({ deviceId: await sha256Hex(s.token), agent: "Testing/1.0" });
  expect((await browser.call("GET", `/scans/${scanId}`)).status).toBe(200);
  const later = await s.newScan("after the link");
  expect(await scanIds((path) => browser.call("GET", path))).toEqual([scanId, later].toSorted());
  expect(await scanIds((path) => s.api("GET", path))).toEqual([scanId, later].toSorted());
});

test("a job under way ends as if nothing had happened", async () => {
  const s = held.current;
  const { scanId, worker } = await s.running();
  const browser = await person();
  await link(browser);
  await worker.putManifest(await worker.putFiles());
  await worker.callback();
  await s.deliverAll();
  expect(await (await browser.call("GET", `/scans/${scanId}`)).json()).toMatchObject({ state: "done" });
});

test("what the device used of the trial counts for the account", async () => {
  const s = held.current;
  s.env.BILLING = "test";
  for (let i = 0; i < 2; i++) await s.running();
  const browser = await person();
  const quota = async () => (await (await browser.call("GET", "/quota")).json()) as QuotaView;
  expect((await quota()).month).toEqual({ limit: 3, used: 0, held: 0 });
  await link(browser);
  expect((await quota()).month).toEqual({ limit: 3, used: 0, held: 2 });
  await s.running();
  expect((await quota()).refusal).toBe("trial-used");
});

test("linking twice is linking once; a device of one account is not another's to take", async () => {
  const [one, two] = [await person(), await person()];
  const scanId = await held.current.newScan();
  expect((await link(one)).status).toBe(200);
  expect((await link(one)).status).toBe(200);
  expect(await problemCode(await link(two))).toEqual([409, "device-refused"]);
  expect(await scanIds((path) => one.call("GET", path))).toEqual([scanId]);
  expect(await scanIds((path) => two.call("GET", path))).toEqual([]);
});

test("two accounts that link one device at once: one gets all of it", async () => {
  const people = [await person(), await person(), await person()];
  const made = [await held.current.newScan(), await held.current.newScan()].toSorted();
  const answers = await Promise.all(people.map((one) => link(one)));
  expect(answers.map((a) => a.status).toSorted()).toEqual([200, 409, 409]);
  const seen = await Promise.all(people.map((one) => scanIds((path) => one.call("GET", path))));
  expect(seen.filter((ids) => ids.length > 0)).toEqual([made]);
});

/** Runs `work` again and again, with the link coming in front of another of its database calls each time. */
async function atEveryStep(work: (env: TestSystem["env"], browser: Browser) => Promise<void>): Promise<number> {
  const s = held.current;
  for (let n = 0; ; n++) {
    const browser = await person();
    s.token = `cd_${randomToken()}`;
    let linked = false;
    const DB = steppedDatabase(s.env.DB, n, async () => {
      expect((await link(browser)).status).toBe(200);
      linked = true;
    });
    await work({ ...s.env, DB }, browser);
    if (!linked) return n;
    await catchUpDevices(s.env);
    const left = await s.env.DB.prepare(
      `SELECT (SELECT count(*) FROM scans WHERE owner_id = ?1) + (SELECT count(*) FROM jobs WHERE owner_id = ?1)
        + (SELECT count(*) FROM quota_entries WHERE owner_id = ?1) AS n`,
    )
      .bind(await sha256Hex(s.token))
      .first();
    expect(left, `link at call ${n}`).toEqual({ n: 0 });
  }
}

test("a scan made while its device is being linked is made, and is the account's, wherever the link comes in", async () => {
  const s = held.current;
  const steps = await atEveryStep(async (env, browser) => {
    const scanId = crypto.randomUUID();
    const answer = await s.api("PUT", `/scans/${scanId}`, { name: "between", createdAtMs: Date.now() }, env);
    expect(answer.status).toBe(200);
    // At once, before any cron.
    const own = await s.api("GET", `/scans/${scanId}`);
    expect(own.status).toBe(200);
    const isLinked = ((await (await browser.call("GET", "/account/devices")).json()) as { devices: [] }).devices.length;
    if (isLinked) expect((await browser.call("GET", `/scans/${scanId}`)).status).toBe(200);
  });
  expect(steps).toBeGreaterThan(3);
});

test("a scan sent off while its device is being linked runs once, for the account, wherever the link comes in", async () => {
  const s = held.current;
  s.env.BILLING = "test";
  const steps = await atEveryStep(async (env) => {
    const scanId = await s.newScan();
    const body = submitBody(crypto.randomUUID(), await s.seedPhotos(scanId));
    let answer = await s.api("POST", `/scans/${scanId}/submit`, body, env);
    if (answer.status !== 202) {
      // What came too early for its new owner says that it may come again.
      expect(((await answer.json()) as { retry: string }).retry).toBe("later");
      answer = await s.api("POST", `/scans/${scanId}/submit`, body);
    }
    expect([200, 202]).toContain(answer.status);
    const { results } = await s.env.DB.prepare(
      `SELECT j.owner_id = s.owner_id AND q.owner_id = s.owner_id AS together FROM scans s JOIN jobs j USING (scan_id)
        JOIN quota_entries q ON q.job_id = j.job_id WHERE s.scan_id = ?`,
    )
      .bind(scanId)
      .all();
    expect(results).toEqual([{ together: 1 }]);
  });
  expect(steps).toBeGreaterThan(5);
});

test("forty scans made at once while the device is being linked are all the account's afterwards", async () => {
  const s = held.current;
  const browser = await person();
  const wanted = Array.from({ length: 40 }, () => crypto.randomUUID());
  const make = (scanId: string) => s.api("PUT", `/scans/${scanId}`, { name: "one of many", createdAtMs: Date.now() });
  const [linked, ...made] = await Promise.all([link(browser), ...wanted.map(make)]);
  expect([linked, ...made].map((a) => a.status)).toEqual([linked, ...made].map(() => 200));
  await s.cronAt(Date.now());
  expect(await scanIds((path) => browser.call("GET", path))).toEqual(wanted.toSorted());
});

test("a row that a late request wrote for the old owner is found by cron, as often as it takes", async () => {
  const s = held.current;
  const browser = await person();
  await s.newScan("before");
  await link(browser);
  const old = await sha256Hex(s.token);
  const scanId = crypto.randomUUID();
  await s.env.DB.prepare(
    "INSERT INTO scans (scan_id, owner_id, name, created_at_ms, updated_at_ms) VALUES (?, ?, 'late', 1, 1)",
  )
    .bind(scanId, old)
    .run();
  await s.env.DB.prepare(
    "INSERT INTO notices (notice_id, owner_id, kind, subject, body, created_at_ms) VALUES (?, ?, 'x', 'y', '{}', ?)",
  )
    .bind(crypto.randomUUID(), old, Date.now())
    .run();
  await s.cronAt(Date.now());
  await s.cronAt(Date.now());
  expect(await scanIds((path) => browser.call("GET", path))).toContain(scanId);
  const notice = await s.env.DB.prepare("SELECT count(*) AS n FROM notices WHERE owner_id = ?")
    .bind(browser.accountId)
    .first();
  expect(notice).toEqual({ n: 1 });
});

test("a device that is signed out opens nothing, its scans stay, and it cannot be linked again", async () => {
  const s = held.current;
  const scanId = await s.newScan();
  const [browser, stranger] = [await person(), await person()];
  await link(browser);
  const path = `/account/devices/${await sha256Hex(s.token)}`;
  expect((await stranger.call("DELETE", path)).status).toBe(404);
  expect((await s.api("GET", "/scans")).status).toBe(200);
  expect((await browser.call("DELETE", path)).status).toBe(204);
  expect((await browser.call("DELETE", path)).status).toBe(204);
  expect((await s.api("GET", "/scans")).status).toBe(401);
  expect(await (await browser.call("GET", "/account/devices")).json()).toEqual({ devices: [] });
  expect(await scanIds((p) => browser.call("GET", p))).toEqual([scanId]);
  for (const one of [browser, stranger]) expect(await problemCode(await link(one))).toEqual([409, "device-refused"]);
});

test("a linked device's token is not the person: it erases nothing and changes no account", async () => {
  const browser = await person();
  await link(browser);
  expect(await problemCode(await held.current.api("GET", "/account"))).toEqual([401, "sign-in-needed"]);
  const answer = await held.current.api("POST", "/account/devices", { token: `cd_${randomToken()}` });
  expect(answer.status).toBe(401);
});

test("a token that the device never used links as well", async () => {
  const browser = await person();
  held.current.token = `cd_${randomToken()}`;
  expect((await link(browser)).status).toBe(200);
  const scanId = await held.current.newScan();
  expect((await browser.call("GET", `/scans/${scanId}`)).status).toBe(200);
});
