// The edge alone, with an empty memory: what is checked is its API, and no job is to be done.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureFolder, keep } from "../setup/places.mjs";
import { freezeEdge } from "../system/freeze.ts";
import { Part } from "../system/part.ts";
import { controlPlanePlan, edgePlan } from "../system/parts.ts";
import { freePort } from "../system/ports.ts";
import { buildPwa, migrate } from "../system/prepare.ts";
import { answers } from "../system/record.ts";

const firstPort = 8760;
const readyWithinMs = 90_000;
export const adminEmail = "admin@caliper.example";

export type LiveEdge = { url: string; stop: () => Promise<void> };

/** Thousands of requests come from one address and in few names. */
const unlimited = { REQUESTS_PER_MINUTE: "0" };

export async function startEdge(
  name = "api-check",
  limits: Readonly<Record<string, string>> = unlimited,
  { controlPlane = false, frozen = false }: { controlPlane?: boolean; frozen?: boolean } = {},
): Promise<LiveEdge> {
  const folder = ensureFolder(join(keep, name));
  const stateFolder = join(folder, "state");
  rmSync(stateFolder, { recursive: true, force: true });
  await buildPwa();
  await migrate(stateFolder);
  const edgePort = await freePort(firstPort);
  const url = `http://127.0.0.1:${edgePort}`;
  const addresses = {
    ...{ edgePort, listenOn: "127.0.0.1", edgeOrigin: url, publicOrigin: url, stripePort: null, paypalPort: null },
    // Without a control plane nobody listens there, and jobs wait; with one they are queued, for no worker comes.
    controlPlanePort: await freePort(edgePort + 20),
    inspectorPort: await freePort(edgePort + 1000),
  };
  const vars = { ...limits, ADMIN_EMAILS: adminEmail };
  const logFolder = join(folder, "logs");
  const configs = frozen ? await freezeEdge(join(folder, "frozen")) : undefined;
  const part = new Part(edgePlan(addresses, stateFolder, "none", vars, configs), logFolder);
  const others = controlPlane ? [new Part(controlPlanePlan(addresses), logFolder)] : [];
  const stop = async (): Promise<void> => {
    await Promise.all([part, ...others].map((one) => one.stop()));
  };
  const deadlineMs = Date.now() + readyWithinMs;
  while (!(await answers(url))) {
    if (!part.running || Date.now() > deadlineMs) {
      await stop();
      throw new Error(`The edge does not answer:\n${part.tail(30)}`);
    }
    await sleep(200);
  }
  return { url, stop };
}

/** Signs in as a person does, with the code out of the mailbox that only a local system shows. */
export async function signIn(url: string, email: string): Promise<string> {
  const headers = { "content-type": "application/json", origin: url };
  const post = (path: string, body: unknown) =>
    fetch(`${url}/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  const { codeId } = (await (await post("/session/codes", { email })).json()) as { codeId: string };
  const mailbox = await (await fetch(`${url}/dev/mail`)).text();
  const mine = mailbox.split("<article>").find((mail) => mail.includes(email)) ?? "";
  const code = /(\d{4} \d{4})/.exec(mine)?.[1];
  if (!code) throw new Error(`No code came to ${email}.`);
  const answer = await post("/session", { codeId, code });
  const cookie = answer.headers.get("set-cookie")?.split(";")[0];
  if (!cookie) throw new Error(`Sign-in as ${email}: ${answer.status} ${await answer.text()}`);
  return cookie;
}
