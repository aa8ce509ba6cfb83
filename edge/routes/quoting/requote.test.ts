import { expect, test } from "vitest";
import type { QuoteAnswer } from "#contract/quoting";
import { choice, PrintShop } from "../../testing/print-shop.ts";
import { useSystem } from "../../testing/use-system.ts";

const held = useSystem();

test("a quote is asked anew with another choice of a line; its room hears nothing of it, and a strange line is refused", async () => {
  const shop = new PrintShop(held.current);
  const { asked, quote } = await shop.binding();
  const lineId = asked.lines[0]?.lineId ?? "";
  const again = (json: object) => held.current.api("POST", `/quotes/${quote.quoteId}/requote`, json);

  const settings = { ...choice.settings, infillPercent: 10 };
  const wish = { quoteId: crypto.randomUUID(), lines: [{ lineId, choice: { ...choice, settings } }] };
  const changed = (await (await again(wish)).json()) as QuoteAnswer & { liveUrl: string };
  expect(changed).toMatchObject({ payable: false, quote: { state: "slicing", lines: [{ choice: { settings } }] } });
  expect(((await (await again(wish)).json()) as QuoteAnswer).quote.quoteId).toBe(wish.quoteId);
  const same = (await (await again({ quoteId: crypto.randomUUID() })).json()) as QuoteAnswer & { liveUrl: string };
  expect(new URL(changed.liveUrl).pathname).not.toBe(new URL(same.liveUrl).pathname);

  const cheaper = { quoteId: crypto.randomUUID(), leadTime: "economy" };
  expect(await (await again(cheaper)).json()).toMatchObject({
    quote: { leadTime: "economy", source: "slice", lines: [{ choice }] },
  });
  const strange = { ...wish, quoteId: crypto.randomUUID(), lines: [{ lineId: crypto.randomUUID(), choice }] };
  expect((await again(strange)).status).toBe(400);
});
