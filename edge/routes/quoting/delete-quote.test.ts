import { expect, test } from "vitest";
import { PrintShop } from "../../testing/print-shop.ts";
import { useSystem } from "../../testing/use-system.ts";

const held = useSystem();

const remove = (quoteId: string) => held.current.api("DELETE", `/quotes/${quoteId}`);

test("a quote is deleted with the estimate before it: neither is there, listed or priced again", async () => {
  const shop = new PrintShop(held.current);
  const { asked, quote } = await shop.binding();
  const [estimateId, quoteId] = [asked.quoteId, quote.quoteId];
  expect((await remove(quoteId)).status).toBe(204);
  for (const id of [quoteId, estimateId]) expect((await held.current.api("GET", `/quotes/${id}`)).status).toBe(404);
  await held.current.cronAt(Date.now() + 60_000);
  const { quotes } = (await (await held.current.api("GET", "/quotes")).json()) as { quotes: unknown[] };
  expect(quotes).toEqual([]);
  expect((await remove(quoteId)).status).toBe(404);
});

test("what is ordered stays until the order is off; somebody else's is not there", async () => {
  const shop = new PrintShop(held.current);
  const { quoteId } = (await shop.binding()).quote;
  const orderId = crypto.randomUUID();
  const { DB } = held.current.env;
  await DB.prepare(
    `INSERT INTO orders (order_id, quote_id, owner_id, state, method, currency, total_minor, lines, price, shipping,
       country, expires_ms, created_at_ms, write_id)
     SELECT ?1, quote_id, owner_id, 'paid', 'paypal', 'gbp', total_minor, lines, price, 'tracked', 'GB', 1, 1, ?1
     FROM quotes WHERE quote_id = ?2`,
  )
    .bind(orderId, quoteId)
    .run();
  const refused = await remove(quoteId);
  expect([refused.status, await refused.json()]).toMatchObject([409, { code: "order-exists" }]);
  expect((await held.current.api("GET", `/quotes/${quoteId}`)).status).toBe(200);
  await DB.prepare("UPDATE orders SET state = 'cancelled' WHERE order_id = ?").bind(orderId).run();
  const mine = held.current.token;
  held.current.token = `${mine.slice(0, -1)}${mine.endsWith("A") ? "B" : "A"}`;
  expect((await remove(quoteId)).status).toBe(404);
  held.current.token = mine;
  expect((await remove(quoteId)).status).toBe(204);
});
