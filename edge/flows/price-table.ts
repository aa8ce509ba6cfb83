import { eq } from "drizzle-orm";
import * as v from "valibot";
import type { Db } from "../db/client.ts";
import { settings } from "../db/schema.ts";
import { type PriceTable, priceTable, priceTableSchema } from "../domain/quota/plans.ts";

export const priceTableName = "price-table";

/** The table the administration has set, else the code's own. */
export async function readPriceTable(db: Db): Promise<PriceTable> {
  const row = (await db.select().from(settings).where(eq(settings.name, priceTableName)))[0];
  const parsed = v.safeParse(priceTableSchema, row?.value);
  return parsed.success ? parsed.output : priceTable;
}
