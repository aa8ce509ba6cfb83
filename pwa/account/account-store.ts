import { type AccountView, deviceListSchema, deviceViewSchema } from "#contract/identity";
import { scanListSchema } from "#contract/scan";
import type { Database } from "../device/database.ts";
import { sha256Hex } from "../device/sha256.ts";
import { deviceToken, freshToken } from "../device/token.ts";
import type { Answer } from "../outbox/model.ts";
import type { Outbox } from "../outbox/outbox.ts";
import { accountAnswer, keepAnswer } from "../server/kept-answers.ts";
import { accountKey, workspaceKey } from "../server/way.ts";

export type AccountPorts = {
  database: Database;
  outbox: Pick<Outbox, "act"> & {
    server: Pick<Outbox["server"], "ask">;
    store: Pick<Outbox["store"], "scanIds">;
  };
};

const linkedKey = "linked";
/** As many scans as are counted before it is "or more". */
const countedMost = 100;

/** What became of this device on signing in. `fresh`: its token was another account's, it began anew. */
export type Joined = { kind: "linked" | "fresh"; scans: number; orMore: boolean } | { kind: "known" | "failed" };

export async function deviceId(database: Database): Promise<string> {
  return sha256Hex(new TextEncoder().encode(await deviceToken(database)));
}

/** The account as the server said it just now: this browser is signed in. */
export async function keepAccount(ports: AccountPorts, account: AccountView): Promise<void> {
  const { database } = ports;
  await keepAnswer(database, accountAnswer, account, Date.now());
  await database.run((db) => db.put("device", account.accountId, accountKey));
}

/** Links this device to the account that this browser is signed in to; done before, it changes nothing. */
export async function joinAccount(ports: AccountPorts, accountId: string): Promise<Joined> {
  const { database, outbox } = ports;
  const joined = await link(ports);
  if (joined.kind === "failed") return joined;
  await database.run((db) => db.put("device", accountId, linkedKey));
  await toAllScans(outbox, { type: "account-joined", accountId });
  return joined;
}

async function link({ database, outbox: { server } }: AccountPorts): Promise<Joined> {
  const listed = await server.ask("GET", "/account/devices", {}, deviceListSchema);
  if (listed.kind !== "ok") return { kind: "failed" };
  const own = await deviceId(database);
  if (listed.body.devices.some((device) => device.deviceId === own)) return { kind: "known" };
  const ask = async () =>
    server.ask("POST", "/account/devices", { json: { token: await deviceToken(database) } }, deviceViewSchema);
  // Asked by the device's own token, before the scans are the account's.
  const before = await server.ask("GET", `/scans?limit=${countedMost}`, {}, scanListSchema);
  const first = await ask();
  if (first.kind === "ok") {
    const scans = before.kind === "ok" ? before.body.scans.length : 0;
    return { kind: "linked", scans, orMore: before.kind === "ok" && before.body.nextCursor !== null };
  }
  if (first.kind !== "problem" || first.problem.code !== "device-refused") return { kind: "failed" };
  await freshToken(database);
  return (await ask()).kind === "ok" ? { kind: "fresh", scans: 0, orMore: false } : { kind: "failed" };
}

/** Whether this device was linked to that account from here. */
export async function wasLinked(database: Database, accountId: string): Promise<boolean> {
  return (await database.run((db) => db.get("device", linkedKey))) === accountId;
}

/**
 * This device is out: it begins anew with another token; scans and photos stay on it, and what is the account's waits.
 * What was known of the account is forgotten.
 */
export async function leaveAccount({ database, outbox }: AccountPorts): Promise<void> {
  const accountId = await database.run((db) => db.get("device", accountKey));
  if (accountId !== undefined) await toAllScans(outbox, { type: "account-left", accountId });
  await freshToken(database);
  await database.run(async (db) => {
    const tx = db.transaction(["device", "answers", "lists"], "readwrite");
    for (const key of [accountKey, workspaceKey, linkedKey]) await tx.objectStore("device").delete(key);
    await tx.objectStore("answers").clear();
    await tx.objectStore("lists").clear();
    await tx.done;
  });
}

/** Unlinks this device and ends this browser's session. On anything but `ok` nothing has changed here. */
export async function signOut(ports: AccountPorts): Promise<Answer<unknown>> {
  const { server } = ports.outbox;
  const unlinked = await server.ask("DELETE", `/account/devices/${await deviceId(ports.database)}`);
  if (!doneOrGone(unlinked)) return unlinked;
  const ended = await server.ask("DELETE", "/session");
  if (!doneOrGone(ended)) return ended;
  await leaveAccount(ports);
  return { kind: "ok", body: undefined };
}

export async function signOutEverywhere(ports: AccountPorts): Promise<Answer<unknown>> {
  const answer = await ports.outbox.server.ask("DELETE", "/account/sessions");
  if (answer.kind === "ok") await leaveAccount(ports);
  return answer;
}

/** Already gone is as good as gone; a session that has ended needs no ending. */
function doneOrGone(answer: Answer<unknown>): boolean {
  return answer.kind === "ok" || (answer.kind === "problem" && [401, 404].includes(answer.problem.status));
}

/** Whether the server still takes this device's token: false only where it said no. */
export async function deviceStands({ outbox: { server } }: AccountPorts): Promise<boolean> {
  const answer = await server.ask("GET", "/quota");
  return !(answer.kind === "problem" && answer.problem.status === 401);
}

async function toAllScans(
  outbox: AccountPorts["outbox"],
  event: { type: "account-left" | "account-joined"; accountId: string },
): Promise<void> {
  for (const scanId of await outbox.store.scanIds()) await outbox.act(scanId, event);
}
