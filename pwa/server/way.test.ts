import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { type Database, makeDatabase } from "../device/database.ts";
import { keepLent } from "../device/lent.ts";
import { freshToken } from "../device/token.ts";
import { reduce } from "../outbox/reduce.ts";
import { accountKey, makeWays, workspaceKey } from "./way.ts";

const scanId = "6a5b3f4e-8d7c-4b1a-9e2f-0123456789ab";
const otherScan = scanId.replace("6", "7");
const workspaceId = "0f0e0d0c-0b0a-4908-8706-050403020100";
const lent = `cd_${"x".repeat(43)}`;
const byPerson = { by: "cookie", workspaceId: null };
const inWorkspace = { by: "cookie", workspaceId };

const keep = (database: Database, key: string, value: string) => database.run((db) => db.put("device", value, key));

async function keepScan(database: Database, id: string, workspace: string | null): Promise<void> {
  const { box } = reduce(null, { type: "scan-made", scanId: id, name: "part", workspaceId: workspace }, 0);
  if (box) await database.run((db) => db.put("scans", box.scan));
}

test("without an account everything a device may do goes by its token, accounts' own paths by cookie", async () => {
  const wayOf = makeWays(makeDatabase("way-device"));
  const own = await wayOf("/scans?limit=20");
  expect(own).toMatchObject({ by: "token", token: expect.stringMatching(/^cd_[A-Za-z0-9_-]{43}$/) });
  for (const path of ["/quota", `/scans/${scanId}`, "/notices?limit=30", "/push/subscriptions", "/privacy/account"])
    expect(await wayOf(path), path).toEqual(own);
  for (const path of ["/session", "/session/codes", "/account", "/account/devices", "/plans"])
    expect(await wayOf(path), path).toEqual(byPerson);
});

test("a lent scan is asked for with its own token, everything else with this device's", async () => {
  const database = makeDatabase("way-lent");
  const wayOf = makeWays(database);
  const own = await wayOf("/scans?limit=20");
  await keepLent(database, { scanId, token: lent });
  expect(await wayOf(`/scans/${scanId}`)).toEqual({ by: "token", token: lent });
  expect(await wayOf(`/scans/${scanId}/photos/x`)).toEqual({ by: "token", token: lent });
  expect(await wayOf(`/scans/${otherScan}`)).toEqual(own);
  expect(own).not.toEqual({ by: "token", token: lent });
});

test("signed in, scans go on by the device's token and the rest by cookie", async () => {
  const database = makeDatabase("way-account");
  const wayOf = makeWays(database);
  await keep(database, accountKey, "account");
  for (const path of ["/scans?limit=20", `/scans/${scanId}/submit`, "/quota"])
    expect((await wayOf(path)).by, path).toBe("token");
  for (const path of ["/keys", "/notices", "/push/subscriptions", "/privacy/exports", "/billing"])
    expect(await wayOf(path), path).toEqual(byPerson);
});

test("in an organisation's workspace scans go by cookie in its name; what is personal stays personal", async () => {
  const database = makeDatabase("way-workspace");
  const wayOf = makeWays(database);
  await keep(database, accountKey, "account");
  await keep(database, workspaceKey, workspaceId);
  for (const path of ["/scans?limit=20", `/scans/${scanId}`, "/quota", "/keys", "/billing", "/notices?limit=1"])
    expect(await wayOf(path), path).toEqual(inWorkspace);
  for (const path of ["/account", "/session/token", "/privacy/account", "/notices/choices", "/push/key"])
    expect(await wayOf(path), path).toEqual(byPerson);
});

test("a scan of this device stays in the workspace it was made in, whichever is open", async () => {
  const database = makeDatabase("way-scan");
  const wayOf = makeWays(database);
  await keep(database, accountKey, "account");
  await keepScan(database, scanId, workspaceId);
  await keepScan(database, otherScan, null);
  expect(await wayOf(`/scans/${scanId}/photos/x`)).toEqual(inWorkspace);
  await keep(database, workspaceKey, workspaceId);
  expect((await wayOf(`/scans/${otherScan}/photos/x`)).by).toBe("token");
});

test("a workspace left over from an account that is signed out opens nothing", async () => {
  const database = makeDatabase("way-left-over");
  await keep(database, workspaceKey, workspaceId);
  expect((await makeWays(database)("/scans?limit=20")).by).toBe("token");
});

test("a new token is used from the next request on, also by who asked before", async () => {
  const database = makeDatabase("way-fresh");
  const wayOf = makeWays(database);
  const before = await wayOf("/quota");
  const token = await freshToken(database);
  expect(await wayOf("/quota")).toEqual({ by: "token", token });
  expect(before).not.toEqual({ by: "token", token });
});

test("what is inside an organisation is asked for in its own workspace, whichever is open; the rest in one's own", async () => {
  const database = makeDatabase("way-organisation");
  const wayOf = makeWays(database);
  await keep(database, accountKey, "account");
  await keep(database, workspaceKey, workspaceId);
  const other = workspaceId.replace("0f", "1f");
  const inOther = { by: "cookie", workspaceId: other };
  for (const path of ["/members", "/members/x", "/invitations/x", "/brand", "/brand/logo"])
    expect(await wayOf(`/organisations/${other}${path}`, "PUT"), path).toEqual(inOther);
  expect(await wayOf(`/organisations/${other}`, "DELETE")).toEqual(inOther);
  // Made before one is in it, left without being able to look in again, asked for by anybody.
  expect(await wayOf(`/organisations/${other}`, "PUT")).toEqual(byPerson);
  expect(await wayOf(`/organisations/${other}/leave`, "POST")).toEqual(byPerson);
  for (const path of ["/organisations", "/invitations/accept", `/brand/${other}`, "/admin/users?limit=25"])
    expect(await wayOf(path), path).toEqual(byPerson);
  for (const path of ["/batches?limit=20", "/webhooks"]) expect(await wayOf(path), path).toEqual(inWorkspace);
});
