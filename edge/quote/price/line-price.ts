import type { PriceBook } from "#contract/price-book";
import type { LeadTime } from "#contract/print-settings";
import type { LinePrice, LineTerm } from "#contract/quote";
import {
  type Amount,
  amount,
  apportioned,
  asNumber,
  minus,
  most,
  plus,
  rounded,
  times,
  whole,
  zero,
} from "./amount.ts";
import { breakFactorBp, leadTimeOf, type PricedLine, termsOf } from "./terms.ts";

const one = 10_000n;
const secondsPerHour = 3_600n;
const mgPerKg = 1_000_000n;

/** What one piece costs, term by term, exact. */
function pieceTerms(book: PriceBook, line: PricedLine): [LineTerm, Amount][] {
  const { material, machine, finish } = termsOf(book, line);
  const seconds = whole(line.figures.seconds);
  const labour = (over: bigint, under = 1n) => amount(over * whole(book.labourMinorPerHour), under * secondsPerHour);

  const grams = whole(line.figures.materialMg) * (one + whole(material.wasteBp));
  const filament = amount(grams * whole(material.minorPerKg), one * mgPerKg);
  const hours = amount(seconds * whole(machine.minorPerHour), secondsPerHour);
  const energy = amount(seconds * whole(machine.watts) * whole(book.energyMinorPerKwh), secondsPerHour * 1_000n);
  const removal = supportSecondsOf(book, line.figures.supportMg);
  const supportRemoval = labour(removal.over, removal.under);
  const printed = [filament, hours, energy, supportRemoval].reduce(plus, zero);
  // ÷ (1 − failure) is the same as adding failure ÷ (1 − failure) of it.
  const failure = times(printed, whole(material.failureBp), one - whole(material.failureBp));
  return [
    ["material", filament],
    ["machine", hours],
    ["energy", energy],
    ["support-removal", supportRemoval],
    ["failure", failure],
    ["labour", labour(whole(book.handlingSecondsPerPart) + whole(finish.labourSecondsPerPart))],
    ["finish", amount(whole(finish.minorPerPart))],
    ["packaging", amount(whole(book.packagingMinorPerPart))],
  ];
}

function supportSecondsOf(book: PriceBook, supportMg: number): Amount {
  if (supportMg === 0) return zero;
  const { secondsPerPart, secondsPerKg } = book.supportRemoval;
  return plus(amount(whole(secondsPerPart)), amount(whole(supportMg) * whole(secondsPerKg), mgPerKg));
}

/** Every term of the line, exact; their sum is the line's price before rounding. */
export function exactLine(book: PriceBook, line: PricedLine, leadTime: LeadTime): [LineTerm, Amount][] {
  const quantity = whole(line.quantity);
  if (quantity < 1n) throw new RangeError("a line has at least one piece");
  const pieces = pieceTerms(book, line).map(([term, of]): [LineTerm, Amount] => [term, times(of, quantity)]);
  const ofPieces = pieces.reduce((sum, [, of]) => plus(sum, of), zero);
  const setup = amount(whole(book.setupMinorPerLine));
  const discount = times(ofPieces, whole(breakFactorBp(book.breaks, line.quantity)) - one, one);
  const made = [setup, ofPieces, discount].reduce(plus, zero);
  const atLeast = most(made, amount(whole(book.lineMinimumMinor)));
  const sold = times(atLeast, whole(book.marginBp), one);
  const inTime = times(sold, whole(leadTimeOf(book, leadTime).factorBp), one);
  return [
    ...pieces,
    ["setup", setup],
    ["quantity-break", discount],
    ["minimum", minus(atLeast, made)],
    ["margin", minus(sold, atLeast)],
    ["rush", minus(inTime, sold)],
  ];
}

/** setup + quantity × unit × break, at least the minimum, × margin × lead time: rounded once. */
export function priceLine(book: PriceBook, line: PricedLine, leadTime: LeadTime): LinePrice {
  const terms = exactLine(book, line, leadTime);
  const parts = apportioned(terms.map(([, of]) => of));
  const exact = terms.reduce((sum, [, of]) => plus(sum, of), zero);
  const breakdown = terms.flatMap(([term], i) => {
    const minor = asNumber(parts[i] ?? 0n);
    return minor === 0 ? [] : [{ term, minor }];
  });
  return {
    breakdown,
    totalMinor: asNumber(rounded(exact)),
    perPieceMinor: asNumber(rounded(times(exact, 1n, whole(line.quantity)))),
  };
}
