import { beforeEach, expect, test } from "vitest";
import { figuresOf, PrintShop } from "../../testing/print-shop.ts";
import { useSystem } from "../../testing/use-system.ts";

const held = useSystem();
let shop: PrintShop;
beforeEach(() => {
  shop = new PrintShop(held.current);
});
const sliceBy = (profile: string) => ({
  figures: figuresOf(),
  versions: { slicer: "PrusaSlicer-2.5.0", profile },
});
function sliceWith(profiles: string): void {
  shop.system.env = { ...shop.system.env, SLICER_PROFILES: profiles };
}

test("a shop's own profiles make the price, and what was sliced by others is sliced anew", async () => {
  const part = await shop.part();
  const ended = new Set<string>();
  for (const version of ["shop-1", "shop-2"]) {
    sliceWith(version);
    const asked = shop.asked(part.partId);
    expect((await shop.calculate(asked)).quote.source).toBe("estimate");
    // Neighbouring settings are sliced ahead: all of them answer.
    const runs = shop.runsOf(part).filter(({ id }) => !ended.has(id));
    expect(runs.length).toBeGreaterThan(0);
    for (const run of runs) await shop.end(run, sliceBy(version));
    for (const { id } of runs) ended.add(id);
    const { quote } = await shop.newest(asked.quoteId);
    expect(quote).toMatchObject({ source: "slice", versions: { profile: version } });
  }
});

test("a slice by other profiles than the edge was told of makes no binding price", async () => {
  const part = await shop.part();
  sliceWith("shop-3");
  const asked = shop.asked(part.partId);
  await shop.calculate(asked);
  const [run] = shop.runsOf(part);
  if (!run) throw new Error("nothing was sliced");
  await shop.end(run, sliceBy("PrusaResearch-1.5.1+1"));
  expect(await shop.newest(asked.quoteId)).toMatchObject({ payable: false, quote: { source: "estimate" } });
});
