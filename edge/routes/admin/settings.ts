import type { Context } from "hono";
import {
  type AdminPrices,
  type AdminSwitch,
  adminGpuPriceSchema,
  adminPriceTableSchema,
  adminSwitchPutSchema,
  type SwitchName,
  switchNameSchema,
  switchNames,
} from "#contract/admin";
import { readSetting, saveSetting } from "../../db/admin/settings.ts";
import { type Db, openDb } from "../../db/client.ts";
import { switches, switchSetting } from "../../domain/switches.ts";
import { gpuPriceName } from "../../flows/admin/see-quality.ts";
import { priceTableName, readPriceTable } from "../../flows/price-table.ts";
import type { App } from "../app-types.ts";
import { check, readJson } from "../read-request.ts";
import { adminOf, noStore } from "./asked.ts";

async function seePrices(db: Db): Promise<AdminPrices> {
  const row = await readSetting(db, priceTableName);
  const table = await readPriceTable(db);
  return { table, updatedAtMs: row?.updatedAtMs ?? null, updatedBy: row?.updatedBy ?? null };
}

export const getAdminPrices = async (c: Context<App>): Promise<Response> =>
  c.json(await seePrices(openDb(c.env.DB)), 200, noStore);

export async function putAdminPrices(c: Context<App>): Promise<Response> {
  const table = await readJson(c, adminPriceTableSchema);
  const db = openDb(c.env.DB);
  await saveSetting(db, priceTableName, table, adminOf(c), Date.now());
  return c.json(await seePrices(db), 200, noStore);
}

export async function deleteAdminPrices(c: Context<App>): Promise<Response> {
  const db = openDb(c.env.DB);
  await saveSetting(db, priceTableName, null, adminOf(c), Date.now());
  return c.json(await seePrices(db), 200, noStore);
}

export async function putAdminGpuPrice(c: Context<App>): Promise<Response> {
  const body = await readJson(c, adminGpuPriceSchema);
  await saveSetting(openDb(c.env.DB), gpuPriceName, body.pencePerHour, adminOf(c), Date.now());
  return c.json(body, 200, noStore);
}

async function seeSwitch(db: Db, name: SwitchName): Promise<AdminSwitch> {
  const row = await readSetting(db, switchSetting(name));
  return { name, on: row?.value !== false, says: switches[name], updatedAtMs: row?.updatedAtMs ?? null };
}

export async function listAdminSwitches(c: Context<App>): Promise<Response> {
  const db = openDb(c.env.DB);
  return c.json({ switches: await Promise.all(switchNames.map((name) => seeSwitch(db, name))) }, 200, noStore);
}

export async function putAdminSwitch(c: Context<App>): Promise<Response> {
  const name = check(switchNameSchema, c.req.param("name"), "name");
  const { on } = await readJson(c, adminSwitchPutSchema);
  const db = openDb(c.env.DB);
  await saveSetting(db, switchSetting(name), on, adminOf(c), Date.now());
  return c.json(await seeSwitch(db, name), 200, noStore);
}
