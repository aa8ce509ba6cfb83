// The tables, as they are printed and as they stand in docs/QUOTING.md.
import type { Figures } from "#contract/quote";
import { defaultPriceBook } from "../../edge/quote/price/default-price-book.ts";
import { settingsText } from "./cases.ts";
import { type Guess, insideOf, meanErrorPercent } from "./estimator.ts";
import { offPercent, type Priced } from "./price.ts";

const pounds = (minor: number) => `£${(minor / 100).toFixed(2)}`;
const row = (...cells: (string | number)[]) => `| ${cells.join(" | ")} |`;

const kindText = ({ order: { choice, leadTime, shipping, country } }: Priced) =>
  `${choice.quantity} ×, ${choice.finish}, ${leadTime}, ${shipping} ${country}`;
const sum = (figures: readonly Figures[], of: keyof Figures) => figures.reduce((all, one) => all + one[of], 0);

export function pricesTable(priced: readonly Priced[], unsliced: readonly string[]): string[] {
  return [
    row("part", "settings", "order", "g", "hours", "our price", "by hand", "off"),
    row("---", "---", "---", "--:", "--:", "--:", "--:", "--:"),
    ...priced.map((one) =>
      row(
        ...[one.order.name, settingsText(one.order.choice.settings), kindText(one)],
        (sum(one.figures, "materialMg") / 1_000).toFixed(2),
        (sum(one.figures, "seconds") / 3_600).toFixed(2),
        ...[pounds(one.ours.totalMinor), pounds(one.byHand.totalMinor), `${offPercent(one).toFixed(2)} %`],
      ),
    ),
    "",
    ...unsliced.map((what) => `Not sliced, so not priced: ${what}.`),
  ];
}

const percent = (ratio: number) => `${((ratio - 1) * 100).toFixed(1)} %`;

/** By part: a mean over its slices, and how many of them the range held. */
export function estimatorTable(guesses: readonly Guess[]): string[] {
  const parts = [...new Set(guesses.map(({ part }) => part))];
  return [
    row("part", "slices", "mean error of the cost", "worst", "inside the range"),
    row("---", "--:", "--:", "--:", "--:"),
    ...parts.map((part) => {
      const mine = guesses.filter((one) => one.part === part);
      const worst = mine.reduce((a, b) => (Math.abs(a.ratio - 1) > Math.abs(b.ratio - 1) ? a : b));
      return row(
        part,
        mine.length,
        `${meanErrorPercent(mine).toFixed(1)} %`,
        percent(worst.ratio),
        `${insideOf(mine)} of ${mine.length}`,
      );
    }),
    row(
      "**all**",
      guesses.length,
      `**${meanErrorPercent(guesses).toFixed(1)} %**`,
      "",
      `**${insideOf(guesses)} of ${guesses.length}**`,
    ),
  ];
}

/** One order, step by step, in pence with all their fractions until they are rounded. */
export function example({ order, figures, ours, byHand }: Priced): string[] {
  const [{ steps, totalMinor }, of, book] = [
    byHand.lines[0] as never as { steps: Record<string, number>; totalMinor: number },
    figures[0] as Figures,
    defaultPriceBook,
  ];
  const { choice, leadTime } = order;
  const material = book.materials[choice.settings.material];
  const machine = book.machines["prusa-mk3s"];
  const finish = book.finishes[choice.finish];
  const way = book.shipping[order.shipping];
  const inTime = book.leadTimes[leadTime];
  if (!material || !machine || !finish || !way || !inTime) throw new Error("the book lacks a term of the example");
  const p = (name: string) => `${(steps[name] as number).toFixed(4)} p`;
  const share = (bp: number) => `${bp / 100} %`;
  const grams = (of.materialMg / 1_000).toFixed(3);
  const removal = book.supportRemoval;
  const kg = ((of.materialMg - of.supportMg) * choice.quantity) / 1e6;
  return [
    `${choice.quantity} pieces of \`${order.name}\` in ${settingsText(choice.settings)}; finish ${choice.finish}, ${leadTime}, ${order.shipping} to ${order.country}.`,
    `The slicer says, of one piece: ${grams} g, of which ${(of.supportMg / 1_000).toFixed(3)} g support, and ${of.seconds} s.`,
    "",
    row("step", "sum", "pence"),
    row("---", "---", "--:"),
    row(
      "material",
      `${grams} g × (1 + ${share(material.wasteBp)} waste) × ${pounds(material.minorPerKg)} a kg`,
      p("filament"),
    ),
    row("machine", `${of.seconds} s × ${pounds(machine.minorPerHour)} an hour`, p("machine")),
    row("energy", `${of.seconds} s × ${machine.watts} W × ${book.energyMinorPerKwh} p a kWh`, p("energy")),
    row(
      "support removal",
      `(${removal.secondsPerPart} s + ${(of.supportMg / 1_000).toFixed(3)} g × ${removal.secondsPerKg / 1_000} s) × ${pounds(book.labourMinorPerHour)} an hour`,
      p("support removal"),
    ),
    row("failures", `the four together, ${p("printed")}, ÷ (1 − ${share(material.failureBp)})`, p("with failures")),
    row(
      "labour",
      `(${book.handlingSecondsPerPart} s handling + ${finish.labourSecondsPerPart} s finishing) × ${pounds(book.labourMinorPerHour)} an hour`,
      p("labour"),
    ),
    row(
      "finish, packaging",
      `${finish.minorPerPart} p and ${book.packagingMinorPerPart} p`,
      `${finish.minorPerPart + book.packagingMinorPerPart}.0000 p`,
    ),
    row("one piece", "the last three together", p("unit")),
    row("all pieces", `× ${choice.quantity} × ${(steps.break as number).toFixed(4)} (quantity break)`, p("pieces")),
    row("setup", `+ ${pounds(book.setupMinorPerLine)}; at least ${pounds(book.lineMinimumMinor)}`, p("at least")),
    row("margin", `× ${book.marginBp / 10_000}`, p("with margin")),
    row("lead time", `× ${inTime.factorBp / 10_000}`, p("in time")),
    row("**the line**", "rounded, once", `**${totalMinor} p**`),
    row("order", `at least ${pounds(book.orderMinimumMinor)}`, `${byHand.goods} p`),
    row(
      "shipping",
      `${pounds(way.minor)} + ${kg.toFixed(6)} kg × ${pounds(way.minorPerKg)}, rounded`,
      `${byHand.shipping} p`,
    ),
    row(
      "tax",
      `${share(book.tax.byCountry[order.country] ?? book.tax.defaultBp)} of goods and shipping, rounded`,
      `${byHand.tax} p`,
    ),
    row("**to pay**", "", `**${pounds(byHand.totalMinor)}**`),
    "",
    `Ours is ${pounds(ours.totalMinor)}.`,
  ];
}

/** What stands between a section's marks is replaced. */
export function withSection(page: string, name: string, lines: readonly string[]): string {
  const [begin, end] = [`<!-- ${name}: made by npm run bench:quote -->`, `<!-- ${name}: end -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/QUOTING.md has no section ${name}`);
  return `${page.slice(0, from + begin.length)}\n${lines.join("\n")}\n${page.slice(to)}`;
}
