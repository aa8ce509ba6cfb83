// `npm run bench:quote`: our prices beside a calculation written out by hand from the same slices, and the estimate's error.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Figures } from "#contract/quote";
import { root } from "../setup/places.mjs";
import { benchOrders, benchParts } from "./cases.ts";
import { type Guess, insideOf, leftOut, meanErrorPercent, unseen } from "./estimator.ts";
import { offPercent, type Priced, priceAll } from "./price.ts";
import { estimatorTable, example, pricesTable, withSection } from "./report.ts";
import { runPython, sliceAll } from "./slice.ts";

const bar = { offPercentMost: 5, meanErrorPercentMost: 8, insideShareLeast: 0.9 } as const;
const page = join(root, "docs/QUOTING.md");
const plot = join(root, "docs/quoting-estimator.png");

export default async function benchQuote(args: string[]): Promise<number> {
  const options = { again: { type: "boolean" } } as const;
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  const [given] = positionals;
  const orders = benchOrders(benchParts(given ?? join(root, "../shared/stl")));
  const asked = orders.flatMap((order) => order.parts.map((part) => ({ part, choice: order.choice })));
  const slicedOf = await sliceAll(asked, values.again ?? false);
  const unsliced: string[] = [];
  const known = orders.flatMap((order) => {
    const slices = order.parts.map((part) => slicedOf(part, order.choice));
    const failure = slices.find((slice) => slice.failure)?.failure;
    if (failure) unsliced.push(`${order.name} in ${order.choice.settings.material} (\`${failure}\`)`);
    return failure ? [] : [{ order, figures: slices.map((slice) => slice.figures as Figures) }];
  });
  const priced = await priceAll(known);
  const [learnt, others] = [leftOut(), unseen(known)];
  for (const line of pricesTable(priced, unsliced)) console.log(line);
  console.log("\nThe instant estimate, each part without its own slices:");
  for (const line of estimatorTable(learnt)) console.log(line);
  console.log("\nThe instant estimate of parts that nothing was learnt from:");
  for (const line of estimatorTable(others)) console.log(line);
  if (given === undefined) await writePage(priced, unsliced, learnt, others);
  return verdict(priced, learnt) ? 0 : 1;
}

async function writePage(priced: Priced[], unsliced: string[], learnt: Guess[], others: Guess[]): Promise<void> {
  // The one with every term in it: supports, a finish, a break, a rush.
  const full = priced.find(({ order }) => order.leadTime === "rush") ?? (priced[0] as Priced);
  let text = readFileSync(page, "utf8");
  text = withSection(text, "example", example(full));
  text = withSection(text, "prices", pricesTable(priced, unsliced));
  text = withSection(text, "left out", estimatorTable(learnt));
  text = withSection(text, "unseen", estimatorTable(others));
  writeFileSync(page, text);
  await runPython(["scripts/quote-bench/plot.py", plot], JSON.stringify([...learnt, ...others]));
  console.log("\nwritten into docs/QUOTING.md and docs/quoting-estimator.png");
}

function verdict(priced: readonly Priced[], learnt: readonly Guess[]): boolean {
  const worst = Math.max(...priced.map(offPercent));
  const same = priced.filter(({ ours, byHand }) => ours.totalMinor === byHand.totalMinor).length;
  const [error, inside] = [meanErrorPercent(learnt), insideOf(learnt) / learnt.length];
  console.log(
    `\nprices equal to the penny: ${same} of ${priced.length}; worst ${worst.toFixed(2)} % off (${bar.offPercentMost} % allowed)`,
  );
  console.log(
    `instant estimate by part left out: mean cost error ${error.toFixed(1)} % (${bar.meanErrorPercentMost} % allowed), ` +
      `${(inside * 100).toFixed(0)} % inside the range (${bar.insideShareLeast * 100} % wanted)`,
  );
  return (
    priced.length > 0 &&
    worst <= bar.offPercentMost &&
    error <= bar.meanErrorPercentMost &&
    inside >= bar.insideShareLeast
  );
}
