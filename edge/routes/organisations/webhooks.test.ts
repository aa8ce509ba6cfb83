import * as v from "valibot";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type DeliveryList, webhookBodySchema } from "#contract/webhook";
import { deliverWebhooks } from "../../flows/organisations/deliver-webhooks.ts";
import { type Person, signIn } from "../../testing/people.ts";
import { submitBody, type TestSystem } from "../../testing/test-system.ts";
import { useSystem } from "../../testing/use-system.ts";

const held = useSystem();
const hour = 3_600_000;

interface Call {
  readonly url: string;
  readonly redirect: string;
  readonly headers: Headers;
  readonly body: string;
}

/** Somebody's own server, which answers what a test says. RunPod is played by its fake as ever. */
class Receiver {
  readonly url = `https://${crypto.randomUUID()}.example/caliper`;
  readonly calls: Call[] = [];
  answers: ((call: Call) => Response)[] = [];
  otherwise: (call: Call) => Response = () => new Response("thanks");
  private readonly before = globalThis.fetch;

  install(): void {
    globalThis.fetch = (async (input: RequestInfo, init?: RequestInit) => {
      const request = new Request(input, init);
      // What other tests have left waiting goes the way of all other requests.
      if (request.url !== this.url) return this.before(input, init);
      const { url, redirect, headers } = request;
      const call = { url, redirect, headers, body: await request.text() };
      this.calls.push(call);
      return (this.answers.shift() ?? this.otherwise)(call);
    }) as typeof fetch;
  }
}

let receiver = new Receiver();
let hooks = receiver.url;
beforeEach(() => {
  receiver = new Receiver();
  receiver.install();
  hooks = receiver.url;
});
afterEach(() => held.current.runpod.uninstall());

const said = async (answer: Response) => [answer.status, ((await answer.json()) as { code?: string }).code];
async function made(
  who: Person,
  events = ["scan.done", "scan.failed", "scan.cancelled", "quota.warning"],
  url = hooks,
): Promise<{ webhookId: string; secret: string }> {
  const webhookId = crypto.randomUUID();
  const answer = await who.api("PUT", `/webhooks/${webhookId}`, { url, events });
  if (answer.status !== 201) throw new Error(await answer.text());
  return answer.json();
}

async function submitted(s: TestSystem, who: Person): Promise<{ scanId: string; jobId: string }> {
  const scanId = crypto.randomUUID();
  const jobId = crypto.randomUUID();
  await who.api("PUT", `/scans/${scanId}`, { name: "a lever", createdAtMs: 1 });
  const answer = await who.api("POST", `/scans/${scanId}/submit`, submitBody(jobId, await s.seedPhotos(scanId)));
  expect(answer.status).toBe(202);
  return { scanId, jobId };
}

async function finished(s: TestSystem, who: Person): Promise<{ scanId: string; jobId: string }> {
  const ids = await submitted(s, who);
  await s.deliver(s.jobsQueue);
  const worker = s.worker();
  await worker.putManifest(await worker.putFiles());
  await worker.callback();
  worker.complete(null);
  await s.deliver(s.resultsQueue);
  return ids;
}

const log = async (who: Person, webhookId: string) =>
  ((await (await who.api("GET", `/webhooks/${webhookId}/deliveries`)).json()) as DeliveryList).deliveries;

/** As a receiver does it: by the standard's text alone. */
async function isGenuine(secret: string, call: Call): Promise<boolean> {
  const raw = Uint8Array.from(atob(secret.replace("whsec_", "")), (c) => c.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["verify"]);
  const [version, signature] = (call.headers.get("webhook-signature") ?? "").split(",");
  const text = `${call.headers.get("webhook-id")}.${call.headers.get("webhook-timestamp")}.${call.body}`;
  const mac = Uint8Array.from(atob(signature ?? ""), (c) => c.charCodeAt(0));
  return version === "v1" && crypto.subtle.verify("HMAC", key, mac, new TextEncoder().encode(text));
}

test("a finished scan is told at once, signed, and only to who owns it", async () => {
  const s = held.current;
  const [ada, eve] = await Promise.all([signIn(s), signIn(s)]);
  const { webhookId, secret } = await made(ada);
  await made(eve);
  const { scanId, jobId } = await finished(s, ada);
  await s.deliverAll();
  expect(receiver.calls).toHaveLength(1);
  const call = receiver.calls[0] as Call;
  expect(v.parse(webhookBodySchema, JSON.parse(call.body))).toMatchObject({
    type: "scan.done",
    data: { scanId, jobId, name: "a lever", state: "done", label: "faceted", failureCode: null, rebuild: false },
  });
  expect([call.headers.get("webhook-id"), call.redirect]).toEqual([`scan.done.${jobId}`, "manual"]);
  expect(Math.abs(Number(call.headers.get("webhook-timestamp")) * 1000 - Date.now())).toBeLessThan(60_000);
  expect(await isGenuine(secret, call)).toBe(true);
  expect(await isGenuine(secret, { ...call, body: call.body.replace("done", "fail") })).toBe(false);
  expect(await log(ada, webhookId)).toMatchObject([
    { state: "delivered", tries: 1, lastStatus: 200, lastAnswer: "thanks" },
  ]);
  await s.cronAt(Date.now() + hour);
  expect(receiver.calls).toHaveLength(1);
});

test("an event that was not asked for is not sent, nor while the endpoint is paused", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const only = await made(ada, ["scan.failed"]);
  const paused = await made(ada, ["scan.done"]);
  await ada.api("PUT", `/webhooks/${paused.webhookId}`, { url: hooks, events: ["scan.done"], paused: true });
  await finished(s, ada);
  await s.deliverAll();
  await s.cronAt(Date.now() + hour);
  expect(receiver.calls).toEqual([]);
  expect([await log(ada, only.webhookId), await log(ada, paused.webhookId)]).toEqual([[], []]);
});

test("a cancelled scan is told, once, however often it is cancelled", async () => {
  const s = held.current;
  const ada = await signIn(s);
  await made(ada);
  const { scanId } = await submitted(s, ada);
  await Promise.all([1, 2, 3].map(() => ada.api("POST", `/scans/${scanId}/cancel`)));
  await s.deliverAll();
  expect(receiver.calls.map((c) => (JSON.parse(c.body) as { type: string }).type)).toEqual(["scan.cancelled"]);
});

test("the secret is told once and is not in the database", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const { webhookId, secret } = await made(ada);
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  const again = await ada.api("PUT", `/webhooks/${webhookId}`, { url: hooks, events: ["scan.done"] });
  const list = await ada.api("GET", "/webhooks");
  expect([again.status, await again.text(), await list.text()].join()).not.toContain("whsec_");
  const row = await s.env.DB.prepare("SELECT * FROM webhooks WHERE webhook_id = ?").bind(webhookId).first();
  expect(JSON.stringify(row)).not.toContain(secret.slice(6));
});

test("in production nothing is sent to this machine, private networks, numbers, our own hosts, or without TLS", async () => {
  const s = held.current;
  const env = { ...s.env, PUBLIC_ORIGIN: "https://caliper.example", CALLBACK_ORIGIN: "https://gpu.caliper.example" };
  const ada = await signIn(s);
  const put = (url: string) =>
    s.fetch(
      `https://caliper.example/api/v1/webhooks/${crypto.randomUUID()}`,
      {
        method: "PUT",
        headers: { cookie: ada.cookie, origin: "https://caliper.example" },
        body: JSON.stringify({ url, events: ["scan.done"] }),
      },
      env,
    );
  const unfit = [
    ...["https://127.0.0.1/", "https://169.254.169.254/latest/meta-data/", "https://[::1]/", "https://localhost/"],
    ...[
      "https://0x7f.1/",
      "https://2130706433/",
      "https://[::ffff:10.0.0.1]/",
      "https://10.0.0.8/",
      "http://hooks.example/",
    ],
    ...[
      "https://metadata.google.internal/",
      "https://intranet/",
      "https://127.0.0.1.nip.io/",
      "https://printer.local./",
    ],
    ...[
      "https://user:pass@hooks.example/",
      "https://caliper.example/x",
      "https://gpu.caliper.example/callback/x",
      "ftp://a.b/",
    ],
    ...[
      "https://hooks.example:22/",
      "javascript:alert(1)",
      "https://93.184.216.34/",
      "nothing",
      "https://hooks.example/#x",
    ],
  ];
  for (const url of unfit) expect([url, ...(await said(await put(url)))]).toEqual([url, 422, "webhook-url-unfit"]);
  expect((await put(hooks)).status).toBe(201);
  expect((await put("https://hooks.example:8443/x")).status).toBe(201);
});

test("on one's own machine a receiver may be there too, but not elsewhere in its network", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const put = async (url: string) =>
    (await ada.api("PUT", `/webhooks/${crypto.randomUUID()}`, { url, events: ["scan.done"] })).status;
  expect(await put("http://127.0.0.1:9000/hook")).toBe(201);
  expect(await put("http://[::1]:9000/hook")).toBe(201);
  expect(await put("http://169.254.169.254/")).toBe(422);
  expect(await put("http://192.168.1.4/")).toBe(422);
  expect(await put("http://hooks.example/")).toBe(422);
  expect(await put("http://edge.test/api")).toBe(422);
});

test("an address stored before is judged again when something is sent to it", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const { webhookId } = await made(ada, ["scan.done"], "http://127.0.0.1:9000/hook");
  const env = { ...s.env, PUBLIC_ORIGIN: "https://caliper.example" };
  await finished(s, ada);
  await s.cronAt(Date.now(), env);
  expect(receiver.calls).toEqual([]);
  expect(await log(ada, webhookId)).toMatchObject([{ state: "waiting", lastStatus: 0, tries: 1 }]);
});

test("a redirect is not followed and counts as a failure", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const { webhookId } = await made(ada);
  receiver.otherwise = () => new Response(null, { status: 307, headers: { location: "http://169.254.169.254/" } });
  await finished(s, ada);
  await s.deliverAll();
  expect(receiver.calls.map((c) => [c.url, c.redirect])).toEqual([[hooks, "manual"]]);
  expect(await log(ada, webhookId)).toMatchObject([{ state: "waiting", lastStatus: 307 }]);
});

test("a receiver that is down is tried again, ever more rarely, under the same id", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const { webhookId, secret } = await made(ada);
  receiver.answers = [
    () => new Response("down for maintenance", { status: 503 }),
    () => {
      throw new TypeError("connection refused");
    },
  ];
  const { jobId } = await finished(s, ada);
  const beganMs = Date.now();
  await s.deliverAll();
  expect(await log(ada, webhookId)).toMatchObject([
    { state: "waiting", lastStatus: 503, lastAnswer: "down for maintenance" },
  ]);
  await s.cronAt(beganMs + 30_000);
  expect(receiver.calls).toHaveLength(1);
  await s.cronAt(beganMs + 70_000);
  expect(await log(ada, webhookId)).toMatchObject([
    { tries: 2, lastStatus: 0, lastAnswer: "TypeError: connection refused" },
  ]);
  await s.cronAt(beganMs + 7 * 60_000);
  expect(await log(ada, webhookId)).toMatchObject([{ state: "delivered", tries: 3 }]);
  expect(receiver.calls.map((c) => c.headers.get("webhook-id"))).toEqual(Array(3).fill(`scan.done.${jobId}`));
  for (const call of receiver.calls) expect(await isGenuine(secret, call)).toBe(true);
});

test("after 24 hours a delivery is given up, the endpoint is paused and its owner told; replay sends it after all", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const { webhookId } = await made(ada);
  receiver.otherwise = () => new Response(null, { status: 500 });
  await finished(s, ada);
  let nowMs = Date.now();
  const endMs = nowMs + 25 * hour;
  for (; nowMs < endMs; nowMs += 10 * 60_000) await deliverWebhooks(s.env, nowMs);
  const [given] = await log(ada, webhookId);
  expect(given).toMatchObject({ state: "given-up", nextTryAtMs: null });
  expect(given?.tries).toBeGreaterThan(7);
  expect(given?.tries).toBeLessThan(15);
  const list = (await (await ada.api("GET", "/webhooks")).json()) as { webhooks: { pausedWhy: string }[] };
  expect(list.webhooks.map((w) => w.pausedWhy)).toEqual(["failing"]);
  const notice = await s.env.DB.prepare("SELECT body FROM notices WHERE owner_id = ? AND kind = 'webhook-paused'")
    .bind(ada.accountId)
    .all<{ body: string }>();
  expect(notice.results.map((n) => JSON.parse(n.body))).toEqual([{ name: new URL(hooks).host, code: "failing" }]);
  const replay = `/webhooks/${webhookId}/deliveries/${given?.deliveryId}/replay`;
  expect(await said(await ada.api("POST", replay))).toEqual([409, "webhook-paused"]);
  await ada.api("PUT", `/webhooks/${webhookId}`, { url: hooks, events: ["scan.done"] });
  receiver.otherwise = () => new Response(null, { status: 204 });
  const answer = await ada.api("POST", replay);
  expect(await answer.json()).toMatchObject({ state: "delivered", tries: 1, lastStatus: 204, eventId: given?.eventId });
});

test("a receiver that is gone is paused at once", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const { webhookId } = await made(ada);
  receiver.otherwise = () => new Response(null, { status: 410 });
  await finished(s, ada);
  await s.deliverAll();
  await s.cronAt(Date.now() + hour);
  expect(receiver.calls).toHaveLength(1);
  const list = (await (await ada.api("GET", "/webhooks")).json()) as { webhooks: { pausedWhy: string }[] };
  expect(list.webhooks).toMatchObject([{ webhookId, pausedWhy: "gone" }]);
});

test("what waits when an endpoint is paused goes out when it goes on", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const { webhookId } = await made(ada);
  receiver.answers = [() => new Response(null, { status: 500 })];
  await finished(s, ada);
  await s.deliverAll();
  const put = (paused: boolean) =>
    ada.api("PUT", `/webhooks/${webhookId}`, { url: hooks, events: ["scan.done"], paused });
  await put(true);
  await s.cronAt(Date.now() + 2 * hour);
  expect(receiver.calls).toHaveLength(1);
  await put(false);
  await s.cronAt(Date.now());
  expect(await log(ada, webhookId)).toMatchObject([{ state: "delivered", tries: 2 }]);
});

test("a ping says what came back", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const { webhookId, secret } = await made(ada);
  receiver.otherwise = () => new Response("x".repeat(10_000), { status: 418 });
  const answer = await (await ada.api("POST", `/webhooks/${webhookId}/ping`)).json();
  expect(answer).toMatchObject({ event: "ping", state: "waiting", lastStatus: 418, lastAnswer: "x".repeat(500) });
  expect(await isGenuine(secret, receiver.calls[0] as Call)).toBe(true);
  expect(JSON.parse(receiver.calls[0]?.body ?? "")).toMatchObject({ type: "ping", data: { webhookId } });
});

test("two pumps at once send a delivery once", async () => {
  const s = held.current;
  const ada = await signIn(s);
  await made(ada);
  await finished(s, ada);
  const nowMs = Date.now();
  await Promise.all([s.cronAt(nowMs), s.cronAt(nowMs), s.deliverAll()]);
  expect(receiver.calls).toHaveLength(1);
});

test("80 and 100 per cent of the month's models are told once each", async () => {
  const s = held.current;
  s.env.BILLING = "test";
  const ada = await signIn(s);
  await s.env.DB.prepare(
    `INSERT INTO allowances (owner_id, plan, models_per_month, overage_models_max, period_from_ms, period_to_ms,
      read_only, updated_at_ms) VALUES (?, 'starter', 5, 5, 1, ?, 0, 1)`,
  )
    .bind(ada.accountId, Date.now() + hour)
    .run();
  await made(ada, ["quota.warning"]);
  for (let i = 0; i < 7; i++) await submitted(s, ada);
  await s.cronAt(Date.now());
  const told = receiver.calls.map((c) => (JSON.parse(c.body) as { data: object }).data);
  expect(told).toHaveLength(2);
  expect(told).toEqual(
    expect.arrayContaining([
      { percent: 80, plan: "starter", used: 4, limit: 5, periodFromMs: 1 },
      { percent: 100, plan: "starter", used: 5, limit: 5, periodFromMs: 1 },
    ]),
  );
});

test("somebody else's webhook and its log are as if they were not there; ten are the most", async () => {
  const s = held.current;
  const [ada, eve] = await Promise.all([signIn(s), signIn(s)]);
  const { webhookId } = await made(ada);
  const path = `/webhooks/${webhookId}`;
  expect(await said(await eve.api("PUT", path, { url: hooks, events: ["scan.done"] }))).toEqual([409, "id-taken"]);
  for (const [method, at] of [
    ["DELETE", path],
    ["GET", `${path}/deliveries`],
    ["POST", `${path}/ping`],
    ["POST", `${path}/deliveries/${crypto.randomUUID()}/replay`],
  ] as const)
    expect(await said(await eve.api(method, at))).toEqual([404, "not-found"]);
  for (let i = 0; i < 9; i++) await made(ada);
  const eleventh = await ada.api("PUT", `/webhooks/${crypto.randomUUID()}`, { url: hooks, events: ["scan.done"] });
  expect(await said(eleventh)).toEqual([409, "webhooks-too-many"]);
  expect((await ada.api("DELETE", path)).status).toBe(204);
  expect(await said(await ada.api("GET", `${path}/deliveries`))).toEqual([404, "not-found"]);
});

test("the log pages, newest first", async () => {
  const s = held.current;
  const ada = await signIn(s);
  const { webhookId } = await made(ada);
  for (let i = 0; i < 5; i++) await ada.api("POST", `/webhooks/${webhookId}/ping`);
  const seen: string[] = [];
  let cursor = "";
  do {
    const page = await (await ada.api("GET", `/webhooks/${webhookId}/deliveries?limit=2${cursor}`)).json();
    const { deliveries, nextCursor } = page as DeliveryList;
    seen.push(...deliveries.map((d) => d.deliveryId));
    cursor = nextCursor ? `&cursor=${nextCursor}` : "";
  } while (cursor);
  expect(new Set(seen).size).toBe(5);
});
