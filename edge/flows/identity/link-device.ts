import { openDb } from "../../db/client.ts";
import { catchUp, type DeviceRow, devicesLeftBehind, findDevice, linkDevice } from "../../db/devices.ts";
import type { Env } from "../../env.ts";

const perRun = 20;

/** The device as the account's. Null: it is another account's, was signed out, or is being erased. */
export async function linkToAccount(
  env: Pick<Env, "DB">,
  tokenSha256: string,
  accountId: string,
  agent: string,
  nowMs: number,
): Promise<DeviceRow | null> {
  const db = openDb(env.DB);
  await linkDevice(db, tokenSha256, accountId, agent, nowMs);
  const row = await findDevice(db, tokenSha256);
  return row?.ownerId === accountId && row.revokedAtMs === null ? row : null;
}

/** Re-keys what requests that were under way during a link wrote for the device's old owner. */
export async function catchUpDevices(env: Pick<Env, "DB">): Promise<number> {
  const db = openDb(env.DB);
  const behind = await devicesLeftBehind(db, perRun);
  for (const { tokenSha256, ownerId } of behind) await catchUp(db, tokenSha256, ownerId);
  return behind.length;
}
