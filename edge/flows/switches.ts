import type { SwitchName } from "#contract/admin";
import { readSetting } from "../db/admin/settings.ts";
import type { Db } from "../db/client.ts";
import { switchSetting } from "../domain/switches.ts";

/** On, unless the administration has switched it off. */
export const isOn = async (db: Db, name: SwitchName): Promise<boolean> =>
  (await readSetting(db, switchSetting(name)))?.value !== false;
