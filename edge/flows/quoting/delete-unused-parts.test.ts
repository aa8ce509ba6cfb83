import { beforeEach, expect, test } from "vitest";
import type { PartView } from "#contract/quoting";
import { choice, figuresOf, PrintShop } from "../../testing/print-shop.ts";
import { useSystem } from "../../testing/use-system.ts";
import { deleteUnusedParts } from "./delete-unused-parts.ts";

const held = useSystem();
let shop: PrintShop;
beforeEach(async () => {
  shop = new PrintShop(held.current);
  // What other files' tests left behind would be taken in place of what is looked at here.
  const tables = ["parts", "slices", "quote_slices"];
  await held.current.env.DB.batch(tables.map((t) => held.current.env.DB.prepare(`DELETE FROM ${t}`)));
});

const dayMs = 86_400_000;
const run = (sql: string, ...values: unknown[]) =>
  held.current.env.DB.prepare(sql)
    .bind(...values)
    .run();
/** Everything of it happened so many days earlier. */
async function age({ partId }: Pick<PartView, "partId">, days: number): Promise<void> {
  const ms = days * dayMs;
  await run(
    "UPDATE parts SET created_at_ms = created_at_ms - ?, used_at_ms = used_at_ms - ? WHERE part_id = ?",
    ms,
    ms,
    partId,
  );
  const mine = "EXISTS (SELECT 1 FROM json_each(asked, '$.lines') WHERE value ->> 'partId' = ?)";
  await run(
    `UPDATE quotes SET created_at_ms = created_at_ms - ?, expires_at_ms = expires_at_ms - ? WHERE ${mine}`,
    ms,
    ms,
    partId,
  );
  await run("UPDATE slices SET since_ms = since_ms - ?", ms);
}
const statusOf = async ({ partId }: PartView) => (await held.current.api("GET", `/parts/${partId}`)).status;
const filesOf = async ({ partId }: PartView) =>
  (await held.current.env.FILES.list({ prefix: `parts/${partId}/` })).objects.length;
const clean = (more: Partial<typeof held.current.env> = {}) =>
  deleteUnusedParts({ ...held.current.env, ...more }, Date.now());

test("a part that nobody has priced for thirty days goes with its files; its quotes stay", async () => {
  const [old, young] = [await shop.part(), await shop.part()];
  const { quote } = await shop.calculate(shop.asked(old.partId));
  await age(old, 31);
  expect(await clean({ FILES_KEPT_DAYS: "0" })).toBe(0);
  expect(await filesOf(old)).toBeGreaterThan(1);
  await clean();
  expect([await statusOf(old), await filesOf(old), await statusOf(young)]).toEqual([404, 0, 200]);
  expect((await shop.quote(quote.quoteId)).quote).toMatchObject({ price: quote.price, state: "expired" });
});

test("pricing it is using it; so is a quote that still holds", async () => {
  const [part, held31] = [await shop.part(), await shop.part()];
  await age(part, 40);
  await shop.calculate(shop.asked(part.partId));
  await shop.calculate(shop.asked(held31.partId));
  await age(held31, 31);
  const later = Date.now() + dayMs;
  await run("UPDATE quotes SET expires_at_ms = ? WHERE asked LIKE ?", later, `%${held31.partId}%`);
  await clean();
  expect([await statusOf(part), await statusOf(held31)]).toEqual([200, 200]);
});

test("a part in an order that is not over is kept, however old; once it is over it goes", async () => {
  const part = await shop.part();
  const { quote } = await shop.calculate(shop.asked(part.partId));
  await age(part, 200);
  const line = { geometrySha256: part.geometrySha256, choice };
  const owner = "(SELECT owner_id FROM parts WHERE part_id = ?)";
  await run(
    `INSERT INTO orders (order_id, owner_id, quote_id, method, state, currency, total_minor, lines, price, shipping, country,
      expires_ms, created_at_ms, write_id) VALUES (?, ${owner}, ?, 'paypal', 'printing', 'gbp', 1, ?, '{}', 'tracked', 'GB', 1, 1, 'w')`,
    ...[crypto.randomUUID(), part.partId, quote.quoteId, JSON.stringify([line])],
  );
  await clean();
  expect(await statusOf(part)).toBe(200);
  await run("UPDATE orders SET state = 'done' WHERE quote_id = ?", quote.quoteId);
  await clean();
  expect(await statusOf(part)).toBe(404);
  await run("DELETE FROM orders WHERE quote_id = ?", quote.quoteId);
});

test("slices go when the last part of that shape has gone, and not before", async () => {
  const part = await shop.part();
  const { quote } = await shop.calculate(shop.asked(part.partId));
  const [wanted] = shop.runsOf(part);
  if (!wanted) throw new Error("the slicer was not asked");
  await shop.end(wanted, { figures: figuresOf() });
  const slices = async () =>
    (await held.current.env.DB.prepare("SELECT count(*) AS n FROM slices WHERE state = 'done'").first<{ n: number }>())
      ?.n;
  await run("UPDATE slices SET since_ms = 1");
  await clean();
  expect(await slices()).toBe(1);
  await held.current.api("DELETE", `/parts/${part.partId}`);
  await clean();
  expect(await slices()).toBe(0);
  expect((await shop.newest(quote.quoteId)).quote).toMatchObject({
    source: "slice",
    lines: [{ figures: figuresOf() }],
  });
});
