import "fake-indexeddb/auto";
import { beforeEach, expect, test } from "vitest";
import { type ProblemCode, problems } from "#contract/problem";
import { type Database, makeDatabase } from "../device/database.ts";
import { deviceToken } from "../device/token.ts";
import type { Answer, PersonEvent } from "../outbox/model.ts";
import { makeOutboxStore } from "../outbox/store.ts";
import { accountKey, workspaceKey } from "../server/way.ts";
import {
  type AccountPorts,
  deviceId,
  deviceStands,
  joinAccount,
  keepAccount,
  leaveAccount,
  signOut,
  signOutEverywhere,
} from "./account-store.ts";

const accountId = "0f0e0d0c-0b0a-4908-8706-050403020100";
const account = { accountId, email: "ada@example.org", name: "Ada", isAdmin: false, createdAtMs: 1, workspaces: [] };
const scanId = "6a5b3f4e-8d7c-4b1a-9e2f-0123456789ab";
const ok = (body: unknown = undefined): Answer<unknown> => ({ kind: "ok", body });
const refused = (code: ProblemCode): Answer<unknown> => {
  const { title, status, retry, todo } = problems[code];
  return { kind: "problem", problem: { type: "x", title, status, code, retry, todo }, retryAfterMs: null };
};

let database: Database;
let asked: string[];
let number = 0;

beforeEach(() => {
  database = makeDatabase(`account-${++number}`);
  asked = [];
});

/** The server answers by method and path; what is not named here is not there. */
function ports(answers: Record<string, (json: unknown) => Answer<unknown>>): AccountPorts {
  const store = makeOutboxStore(database, () => 0);
  const ask = async (method: string, path: string, what: { json?: unknown } = {}) => {
    asked.push(`${method} ${path}`);
    return answers[`${method} ${path}`]?.(what.json) ?? refused("not-found");
  };
  const act = async (id: string, event: PersonEvent) => (await store.apply(id, event)).box;
  return { database, outbox: { act, store, server: { ask } as unknown as AccountPorts["outbox"]["server"] } };
}

const scans = (n: number, nextCursor: string | null = null) =>
  ok({ scans: Array.from({ length: n }, () => ({})), nextCursor });
const linked = ok({ deviceId: "a".repeat(64), agent: "", linkedAtMs: 1 });
const noDevices = () => ok({ devices: [] });

async function sentScan(all: AccountPorts): Promise<void> {
  await all.outbox.act(scanId, { type: "scan-made", scanId, name: "part" });
  const store = makeOutboxStore(database, () => 0);
  await store.apply(scanId, { type: "woken", online: true });
  await store.apply(scanId, { type: "scan-put-answered", name: "part", answer: ok(), jitter: 0 });
}
const heldBy = async () => (await makeOutboxStore(database).box(scanId))?.scan.heldBy;

test("on signing in the device is linked by its token, and its scans are counted before they are the account's", async () => {
  let sent: unknown;
  const all = ports({
    "GET /account/devices": noDevices,
    "GET /scans?limit=100": () => scans(2),
    "POST /account/devices": (json) => {
      sent = json;
      return linked;
    },
  });
  expect(await joinAccount(all, accountId)).toEqual({ kind: "linked", scans: 2, orMore: false });
  expect(sent).toEqual({ token: await deviceToken(database) });
  expect(asked.indexOf("GET /scans?limit=100")).toBeLessThan(asked.indexOf("POST /account/devices"));
});

test("a device that is linked already is not linked twice", async () => {
  const own = await deviceId(database);
  const all = ports({ "GET /account/devices": () => ok({ devices: [{ deviceId: own, agent: "", linkedAtMs: 1 }] }) });
  expect(await joinAccount(all, accountId)).toEqual({ kind: "known" });
  expect(asked).toEqual(["GET /account/devices"]);
});

test("a token that the server does not link is replaced, and the new one linked", async () => {
  const before = await deviceToken(database);
  const all = ports({
    "GET /account/devices": noDevices,
    "GET /scans?limit=100": () => refused("unauthorized"),
    "POST /account/devices": (json) =>
      (json as { token: string }).token === before ? refused("device-refused") : linked,
  });
  expect(await joinAccount(all, accountId)).toMatchObject({ kind: "fresh" });
  expect(await deviceToken(database)).not.toBe(before);
});

test("without an answer nothing counts as linked, and scans stay held", async () => {
  const all = ports({ "GET /account/devices": () => ({ kind: "unreachable" }) });
  await sentScan(all);
  await keepAccount(all, account);
  await leaveAccount(all);
  expect(await joinAccount(all, accountId)).toEqual({ kind: "failed" });
  expect(await heldBy()).toBe(accountId);
});

test("signing out unlinks the device first, then ends the session; the scans stay, held, under a new token", async () => {
  const before = await deviceToken(database);
  const all = ports({
    [`DELETE /account/devices/${await deviceId(database)}`]: () => ok(),
    "DELETE /session": () => ok(),
  });
  await sentScan(all);
  await keepAccount(all, account);
  await database.run((db) => db.put("device", "organisation", workspaceKey));
  await database.run((db) => db.put("lists", { scans: [], nextCursor: null }, "newest"));
  expect((await signOut(all)).kind).toBe("ok");
  expect(asked).toEqual([`DELETE /account/devices/${await sha(before)}`, "DELETE /session"]);
  expect(await heldBy()).toBe(accountId);
  expect(await deviceToken(database)).not.toBe(before);
  const left = await database.run((db) =>
    Promise.all([db.get("device", accountKey), db.get("device", workspaceKey), db.count("answers"), db.count("lists")]),
  );
  expect(left).toEqual([undefined, undefined, 0, 0]);
});

test("a sign-out that the server does not hear changes nothing here", async () => {
  const before = await deviceToken(database);
  for (const out of [signOut, signOutEverywhere]) {
    const all = ports({
      [`DELETE /account/devices/${await deviceId(database)}`]: () => ({ kind: "unreachable" }),
      "DELETE /account/sessions": () => ({ kind: "unreachable" }),
    });
    await keepAccount(all, account);
    expect((await out(all)).kind).toBe("unreachable");
    expect(await deviceToken(database)).toBe(before);
    expect(await database.run((db) => db.get("device", accountKey))).toBe(accountId);
  }
});

test("a session that has ended, and a device that is unlinked, can be signed out all the same", async () => {
  const all = ports({ "DELETE /session": () => refused("unauthorized") });
  await keepAccount(all, account);
  expect((await signOut(all)).kind).toBe("ok");
});

test("signed in again, what was held goes on", async () => {
  const all = ports({
    "GET /account/devices": noDevices,
    "GET /scans?limit=100": () => scans(100, "1.x"),
    "POST /account/devices": () => linked,
  });
  await sentScan(all);
  await keepAccount(all, account);
  await leaveAccount(all);
  expect(await heldBy()).toBe(accountId);
  expect(await joinAccount(all, accountId)).toEqual({ kind: "linked", scans: 100, orMore: true });
  expect(await heldBy()).toBeNull();
});

test("only a refusal of its token counts as a device that is out", async () => {
  expect(await deviceStands(ports({ "GET /quota": () => refused("unauthorized") }))).toBe(false);
  expect(await deviceStands(ports({ "GET /quota": () => ({ kind: "unreachable" }) }))).toBe(true);
  expect(await deviceStands(ports({ "GET /quota": () => refused("internal") }))).toBe(true);
  expect(await deviceStands(ports({ "GET /quota": () => ok() }))).toBe(true);
});

async function sha(token: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
