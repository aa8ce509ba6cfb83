// What the public API's description promises is held against a living edge, by Schemathesis.
import { randomBytes, randomUUID } from "node:crypto";
import { type Outcome, together } from "../test/part.ts";
import { type Fuzzing, fuzz, type Pass } from "./fuzz.ts";
import { adminEmail, type LiveEdge, signIn } from "./live-edge.ts";

/** These end the session that asks, or stop what the others need: they come last, in a session of their own. */
const ending = ["signOut", "signOutEverywhere", "endSession", "eraseAccount", "signOutAdminUser", "patchAdminUser"];
/** Switching off what others need is no defect (503 is then the right answer), and no zip can be made up. */
const leftOut = ["putAdminSwitch", "postBatchZip"];
const devices = ["Scans", "Plan", "Notices"];

export type Budget = Omit<Fuzzing, "seed"> & { seed?: number };

/** Three callers: an administrator with things of their own, somebody who leaves, a device without an account. */
export async function checkApi({ url }: LiveEdge, budget: Budget): Promise<Outcome> {
  const seed = budget.seed ?? randomBytes(4).readUInt32LE();
  console.log(`  Schemathesis, seed ${seed}`);
  const how = { ...budget, seed };
  const part = (share: number): Fuzzing => ({ ...how, maxSeconds: Math.ceil(budget.maxSeconds * share) });
  const by = (name: string, values: readonly string[]) => values.flatMap((value) => [name, value]);
  const admin = await asPerson(url, adminEmail);
  const leaver = await asPerson(url, `leaver-${randomUUID()}@caliper.example`);
  const device = { authorization: `Bearer cd_${randomBytes(32).toString("base64url")}` };
  const without = by("--exclude-operation-id", [...ending, ...leftOut]);
  return together([
    await fuzz(url, { name: "person", ...admin, filter: without }, part(0.7)),
    await fuzz(url, { name: "device", headers: device, known: {}, filter: by("--include-tag", devices) }, part(0.2)),
    await fuzz(url, { name: "leaver", ...leaver, filter: by("--include-operation-id", ending) }, part(0.1)),
  ]);
}

type Caller = Pick<Pass, "headers" | "known">;

/** A signed-in person with one thing of each kind, so that not every answer is that there is no such thing. */
async function asPerson(url: string, email: string): Promise<Caller> {
  const cookie = await signIn(url, email);
  const headers = { cookie, origin: url };
  const ask = async (method: string, path: string, body?: unknown) => {
    const init = { method, headers: { ...headers, "content-type": "application/json" } };
    const answer = await fetch(`${url}/api/v1${path}`, body ? { ...init, body: JSON.stringify(body) } : init);
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as Record<string, unknown>;
  };
  const accountId = String((await ask("GET", "/account")).accountId);
  const [scanId, webhookId] = [randomUUID(), randomUUID()];
  await ask("PUT", `/scans/${scanId}`, { name: "A bracket", createdAtMs: Date.now() });
  await ask("PUT", `/webhooks/${webhookId}`, { url: "https://example.com/told", events: ["scan.done"] });
  await ask("PUT", `/organisations/${randomUUID()}`, { name: "Works", createdAtMs: Date.now() });
  const known = { "path.scanId": scanId, "path.webhookId": webhookId, "path.accountId": accountId };
  return { headers: { ...headers, "x-caliper-workspace": accountId }, known };
}
