import { expect, test } from "vitest";
import { answerKeptMs, pendingMaxMs } from "../domain/idempotency.ts";
import { failing, hooked } from "../testing/failing.ts";
import { submitBody, type TestSystem } from "../testing/test-system.ts";
import { useSystem } from "../testing/use-system.ts";

const held = useSystem();

function post(s: TestSystem, path: string, key: string, body?: unknown, env = s.env): Promise<Response> {
  const headers = {
    authorization: `Bearer ${s.token}`,
    "content-type": "application/json",
    "idempotency-key": key,
  };
  const init = { method: "POST", headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
  return s.fetch(`http://edge.test/api/v1${path}`, init, env);
}

async function ready(s: TestSystem) {
  const scanId = await s.newScan();
  const photos = await s.seedPhotos(scanId);
  return { scanId, photos, key: crypto.randomUUID(), body: submitBody(crypto.randomUUID(), photos) };
}
const rows = async (s: TestSystem, status: string): Promise<number> =>
  (await s.env.DB.prepare(`SELECT count(*) AS n FROM idempotency_keys WHERE status ${status}`).first<number>("n")) ?? 0;

test("the same request with the same key gets the first one's answer, and does nothing", async () => {
  const s = held.current;
  const { scanId, key, body } = await ready(s);
  const first = await post(s, `/scans/${scanId}/submit`, key, body);
  expect(first.status).toBe(202);
  expect(first.headers.get("idempotency-replayed")).toBeNull();
  await s.api("POST", `/scans/${scanId}/cancel`);
  const again = await post(s, `/scans/${scanId}/submit`, key, body);
  expect(again.status).toBe(202);
  expect(again.headers.get("idempotency-replayed")).toBe("true");
  expect(await again.json()).toEqual(await first.json());
});

test("another body, or another path, with a used key is refused", async () => {
  const s = held.current;
  const { scanId, key, body, photos } = await ready(s);
  await post(s, `/scans/${scanId}/submit`, key, body);
  const other = await post(s, `/scans/${scanId}/submit`, key, submitBody(crypto.randomUUID(), photos));
  expect(other.status).toBe(409);
  expect(await other.json()).toMatchObject({ code: "idempotency-conflict" });
  expect(await (await post(s, `/scans/${scanId}/cancel`, key)).json()).toMatchObject({ code: "idempotency-conflict" });
});

test("two callers may use the same key", async () => {
  const s = held.current;
  const { scanId, key, body } = await ready(s);
  await post(s, `/scans/${scanId}/submit`, key, body);
  s.token = `cd_${crypto.randomUUID().replaceAll("-", "")}${"A".repeat(11)}`;
  const mine = await ready(s);
  const answer = await post(s, `/scans/${mine.scanId}/submit`, key, mine.body);
  expect(answer.status).toBe(202);
  expect(answer.headers.get("idempotency-replayed")).toBeNull();
});

test("while the first is under way the second is told to wait; of ten at once one runs", async () => {
  const s = held.current;
  const { scanId, key, body } = await ready(s);
  const answers = await Promise.all(Array.from({ length: 10 }, () => post(s, `/scans/${scanId}/submit`, key, body)));
  const ran = answers.filter((a) => a.status === 202 && a.headers.get("idempotency-replayed") === null);
  expect(ran).toHaveLength(1);
  for (const a of answers.filter((x) => x.status === 409)) {
    expect(a.headers.get("retry-after")).toBe("2");
    expect(await a.json()).toMatchObject({ code: "idempotency-pending", retry: "later" });
  }
  expect(answers.every((a) => a.status === 202 || a.status === 409)).toBe(true);
});

test("a failure on our side is not kept: the key is free again", async () => {
  const s = held.current;
  const { scanId, key, body } = await ready(s);
  let calls = 0;
  const broken = { ...s.env, DB: hooked(s.env.DB, "batch", async () => void calls++) };
  const dead = { ...broken, DB: failing(broken.DB, "batch", () => calls > 1) };
  expect((await post(s, `/scans/${scanId}/submit`, key, body, dead)).status).toBe(500);
  const again = await post(s, `/scans/${scanId}/submit`, key, body);
  expect(again.status).toBe(202);
  expect(again.headers.get("idempotency-replayed")).toBeNull();
});

test("a refusal that may turn out otherwise is not kept, one that will not is", async () => {
  const s = held.current;
  const { scanId, key, body } = await ready(s);
  const missing = { ...body, photos: [...body.photos, { photoId: crypto.randomUUID(), sha256: "f".repeat(64) }] };
  expect(await (await post(s, `/scans/${scanId}/submit`, key, missing)).json()).toMatchObject({
    code: "photo-missing",
  });
  expect((await post(s, `/scans/${scanId}/submit`, key, missing)).headers.get("idempotency-replayed")).toBeNull();
  const other = crypto.randomUUID();
  expect((await post(s, `/scans/${scanId}/submit`, other, { jobId: "no" })).status).toBe(400);
  const again = await post(s, `/scans/${scanId}/submit`, other, { jobId: "no" });
  expect([again.status, again.headers.get("idempotency-replayed")]).toEqual([400, "true"]);
});

test("neither the key nor the answer can be read in the database", async () => {
  const s = held.current;
  const { scanId, key, body } = await ready(s);
  await post(s, `/scans/${scanId}/submit`, key, body);
  const { results } = await s.env.DB.prepare("SELECT * FROM idempotency_keys").all();
  const text = JSON.stringify(results);
  expect(text).not.toContain(key);
  expect(text).not.toContain(scanId);
});

test("a request that died gives its key up after two minutes", async () => {
  const s = held.current;
  const { scanId, key, body } = await ready(s);
  await post(s, `/scans/${scanId}/submit`, key, body);
  const died = (ageMs: number) =>
    s.env.DB.prepare("UPDATE idempotency_keys SET status = NULL, answer = NULL, created_at_ms = ?")
      .bind(Date.now() - ageMs)
      .run();
  await died(pendingMaxMs - 10_000);
  expect((await post(s, `/scans/${scanId}/submit`, key, body)).status).toBe(409);
  await died(pendingMaxMs + 1);
  expect((await post(s, `/scans/${scanId}/submit`, key, body)).status).toBe(202);
});

test("answers are kept for a day", async () => {
  const s = held.current;
  const { scanId, key, body } = await ready(s);
  await post(s, `/scans/${scanId}/submit`, key, body);
  const nowMs = Date.now();
  await s.cronAt(nowMs + answerKeptMs - 60_000);
  expect(await rows(s, "= 202")).toBeGreaterThan(0);
  await s.cronAt(nowMs + answerKeptMs + 60_000);
  expect(await rows(s, "= 202")).toBe(0);
});

test("a key must be readable", async () => {
  const s = held.current;
  const { scanId } = await ready(s);
  expect((await post(s, `/scans/${scanId}/cancel`, "x".repeat(256))).status).toBe(400);
});
