import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { expect, test, vi } from "vitest";
import { sha256Hex } from "../../adapters/digest.ts";
import type { CallerUse } from "../../domain/rate/sliding-window.ts";
import { jpeg } from "../../testing/pictures.ts";
import { useSystem } from "../../testing/use-system.ts";

const held = useSystem();

function limited() {
  const system = held.current;
  delete (system.env as { REQUESTS_PER_MINUTE?: string }).REQUESTS_PER_MINUTE;
  return system;
}

test("of 250 requests of one caller at once exactly 100 pass; another caller is not touched", async () => {
  const s = limited();
  const answers = await Promise.all(Array.from({ length: 250 }, () => s.api("GET", "/quota")));
  expect(answers.filter((a) => a.status === 200)).toHaveLength(100);
  const refused = answers.filter((a) => a.status === 429);
  expect(refused).toHaveLength(150);
  expect(await refused[0]?.json()).toMatchObject({ code: "rate-limited", retry: "later" });
  expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
  expect(Number(refused[0]?.headers.get("retry-after"))).toBeLessThanOrEqual(60);
  expect(refused[0]?.headers.get("ratelimit")).toMatch(/^"caller";r=0;t=\d+$/);
  s.token = `cd_${"b".repeat(42)}A`;
  expect((await s.api("GET", "/quota")).status).toBe(200);
});

test("every answer says what is left, refusals too", async () => {
  const s = limited();
  const first = await s.api("GET", "/quota");
  expect(first.headers.get("ratelimit-policy")).toBe('"caller";q=100;w=60');
  expect(first.headers.get("ratelimit")).toBe('"caller";r=99;t=60');
  const missing = await s.api("GET", `/scans/${crypto.randomUUID()}`);
  expect(missing.status).toBe(404);
  expect(missing.headers.get("ratelimit")).toMatch(/r=98;/);
});

test("the photos of a scan cost one request together", async () => {
  const s = limited();
  const scanId = await s.newScan();
  for (let i = 0; i < 30; i++) {
    const bytes = jpeg(i + 1, { scanBytes: 300 });
    expect((await s.putPhoto(scanId, crypto.randomUUID(), bytes)).status).toBe(201);
  }
  expect((await s.api("GET", "/quota")).headers.get("ratelimit")).toMatch(/r=97;/);
});

test("tokens that are tried out are counted by address", async () => {
  const s = limited();
  const from = `198.51.100.${Math.floor(Math.random() * 250)}-${crypto.randomUUID()}`;
  const tries = Array.from({ length: 120 }, (_, i) =>
    s.fetch("http://edge.test/api/v1/quota", {
      headers: { authorization: `Bearer ck_${"k".repeat(40)}${String(i).padStart(3, "0")}`, "cf-connecting-ip": from },
    }),
  );
  const statuses = (await Promise.all(tries)).map((a) => a.status);
  expect(statuses.filter((status) => status === 401)).toHaveLength(100);
  expect(statuses.filter((status) => status === 429)).toHaveLength(20);
});

test("monitors may ask as often as they like", async () => {
  const answer = await limited().fetch("http://edge.test/api/v1/health");
  expect(answer.status).toBe(200);
  expect(answer.headers.get("ratelimit")).toBeNull();
});

test("a count is stored, so that it outlives its object; the alarm clears only what is old", async () => {
  const s = limited();
  await s.api("GET", "/quota");
  const { CALLERS } = s.env;
  const stub = CALLERS.get(CALLERS.idFromName(`device:${await sha256Hex(s.token)}`));
  const stored = () => runInDurableObject(stub, (_, { storage }) => storage.get<CallerUse>("use"));
  expect((await stored())?.countedAtMs).toHaveLength(1);
  expect(await runDurableObjectAlarm(stub)).toBe(true);
  expect((await stored())?.countedAtMs).toHaveLength(1);
  expect((await s.api("GET", "/quota")).headers.get("ratelimit")).toMatch(/r=98;/);
});

test("an object that was put away after a burst has forgotten nothing", async () => {
  const s = limited();
  await Promise.all(Array.from({ length: 60 }, () => s.api("GET", "/quota")));
  const { CALLERS } = s.env;
  const stub = CALLERS.get(CALLERS.idFromName(`device:${await sha256Hex(s.token)}`));
  const stored = () => runInDurableObject(stub, (_, { storage }) => storage.get<CallerUse>("use"));
  await vi.waitFor(async () => expect((await stored())?.countedAtMs).toHaveLength(60), { timeout: 5000 });
  await evictDurableObject(stub);
  const answers = await Promise.all(Array.from({ length: 60 }, () => s.api("GET", "/quota")));
  expect(answers.filter((a) => a.status === 200)).toHaveLength(40);
});

test("a counter that cannot be reached stops nobody", async () => {
  const s = limited();
  const broken = { idFromName: () => "x", get: () => ({ count: () => Promise.reject(new Error("down")) }) };
  s.env.CALLERS = broken as unknown as typeof s.env.CALLERS;
  expect((await s.api("GET", "/quota")).status).toBe(200);
});
