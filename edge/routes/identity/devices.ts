import type { Context } from "hono";
import { deviceLinkSchema } from "#contract/identity";
import { sha256Schema } from "#contract/ids";
import { sha256Hex } from "../../adapters/digest.ts";
import { openDb } from "../../db/client.ts";
import { type DeviceRow, linkedDevices, unlinkDevice as unlink } from "../../db/devices.ts";
import { linkToAccount } from "../../flows/identity/link-device.ts";
import type { App } from "../app-types.ts";
import { ProblemError } from "../problem-answer.ts";
import { check, readJson } from "../read-request.ts";
import { audit } from "./audit.ts";
import { accountIdOf, agentOf, noStore } from "./person.ts";

const view = ({ tokenSha256, agent, linkedAtMs, createdAtMs }: DeviceRow) => ({
  ...{ deviceId: tokenSha256, agent, linkedAtMs: linkedAtMs ?? createdAtMs },
});

export async function listDevices(c: Context<App>): Promise<Response> {
  const rows = await linkedDevices(openDb(c.env.DB), accountIdOf(c));
  return c.json({ devices: rows.map(view) }, 200, noStore);
}

/** Who has the device's token has the device. Linking again is linking once. */
export async function linkDevice(c: Context<App>): Promise<Response> {
  const { token } = await readJson(c, deviceLinkSchema);
  const accountId = accountIdOf(c);
  const deviceId = await sha256Hex(token);
  const row = await linkToAccount(c.env, deviceId, accountId, agentOf(c), Date.now());
  if (!row) throw new ProblemError("device-refused");
  audit(c, "device-linked", { accountId, deviceId });
  return c.json(view(row), 200, noStore);
}

export async function unlinkDevice(c: Context<App>): Promise<Response> {
  const accountId = accountIdOf(c);
  const deviceId = check(sha256Schema, c.req.param("deviceId"), "deviceId");
  if (!(await unlink(openDb(c.env.DB), deviceId, accountId, Date.now()))) throw new ProblemError("not-found");
  audit(c, "device-unlinked", { accountId, deviceId });
  return c.body(null, 204, noStore);
}
