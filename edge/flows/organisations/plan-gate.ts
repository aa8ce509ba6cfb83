import type { Db } from "../../db/client.ts";
import type { Env } from "../../env.ts";
import { allowanceOf } from "../allowance-of.ts";

/** Members, batches and an own look come with the Enterprise plan; where nothing is billed all may. */
export async function hasEnterprise(env: Pick<Env, "BILLING">, db: Db, ownerId: string): Promise<boolean> {
  if (env.BILLING === "none") return true;
  return (await allowanceOf(env, db, ownerId)).plan === "enterprise";
}
