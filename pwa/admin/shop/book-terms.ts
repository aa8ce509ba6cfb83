import type { PriceBook } from "#contract/price-book";
import { serviceWords } from "../../i18n/service-words.ts";
import { countryName } from "../../print/countries.ts";
import { t } from "../words.ts";
import type { Path } from "./create-draft.ts";
import { type Unit, units } from "./units.ts";

const b = t.shop.books;
const w = b.terms;

export type BookDraft = Omit<PriceBook, "version">;
export type Group = keyof typeof b.groups;
export type Shape =
  | { readonly kind: "number"; readonly unit: Unit; readonly nullable?: boolean }
  | { readonly kind: "text" }
  | { readonly kind: "countries" };

/** One term of a book: where it stands, what it is called, and how it is written. */
export interface Term {
  readonly group: Group;
  /** Of a material, a machine, …; null: of the group itself. */
  readonly entry: { readonly path: Path; readonly title: string } | null;
  readonly path: Path;
  readonly label: string;
  readonly shape: Shape;
}

type Field = readonly [key: string, label: string, shape: Shape];
const number = (unit: Unit, nullable = false): Shape => ({ kind: "number", unit, nullable });
const { money, percent, factor, whole, hours } = units;

const own: Readonly<Partial<Record<Group, readonly Field[]>>> = {
  shop: [
    ["marginBp", w.margin, number(factor)],
    ["validDays", w.validDays, number(whole)],
    ["orderMinimumMinor", w.orderMinimum, number(money)],
  ],
  labour: [
    ["labourMinorPerHour", w.labour, number(money)],
    ["energyMinorPerKwh", w.energy, number(money)],
    ["handlingSecondsPerPart", w.handling, number(whole)],
    ["supportRemoval.secondsPerPart", w.supportPart, number(whole)],
    ["supportRemoval.secondsPerKg", w.supportKg, number(whole)],
  ],
  lines: [
    ["packagingMinorPerPart", w.packaging, number(money)],
    ["setupMinorPerLine", w.setup, number(money)],
    ["lineMinimumMinor", w.lineMinimum, number(money)],
  ],
  tax: [["tax.defaultBp", w.otherTax, number(percent)]],
  review: [
    ["review.overMinor", w.overSum, number(money)],
    ["review.overQuantity", w.overQuantity, number(whole)],
    ["review.overSeconds", w.overHours, number(hours)],
  ],
};

const shipping: readonly Field[] = [
  ["name", w.name, { kind: "text" }],
  ["minor", w.sum, number(money)],
  ["minorPerKg", w.shipPerKg, number(money)],
  ["freeFromMinor", w.freeFrom, number(money, true)],
  ["countries", w.countries, { kind: "countries" }],
  ["days", w.days, number(whole)],
];
const entries: Readonly<Partial<Record<Group, readonly Field[]>>> = {
  materials: [
    ["minorPerKg", w.perKg, number(money)],
    ["wasteBp", w.waste, number(percent)],
    ["failureBp", w.failure, number(percent)],
  ],
  machines: [
    ["minorPerHour", w.perHour, number(money)],
    ["watts", w.watts, number(whole)],
  ],
  finishes: [
    ["name", w.name, { kind: "text" }],
    ["minorPerPart", w.perPart, number(money)],
    ["labourSecondsPerPart", w.labourPart, number(whole)],
  ],
  leadTimes: [
    ["factorBp", w.factor, number(factor)],
    ["days", w.days, number(whole)],
  ],
  shipping,
  breaks: [
    ["fromQuantity", w.fromQuantity, number(whole)],
    ["factorBp", w.factor, number(factor)],
  ],
};

const titleOf = (group: Group, name: string): string =>
  group === "leadTimes"
    ? (Object.entries(serviceWords.print.delivery.leadTimes).find(([id]) => id === name)?.[1] ?? name)
    : group === "breaks"
      ? `${w.fromQuantity} (${Number(name) + 1})`
      : name;

/** Every term of a book, in the order in which a shop reads them. */
export function termsOf(book: BookDraft): Term[] {
  return (Object.keys(b.groups) as Group[]).flatMap((group) => {
    const plain = (own[group] ?? []).map(
      ([key, label, shape]): Term => ({ group, entry: null, path: key.split("."), label, shape }),
    );
    const fields = entries[group];
    const within = fields ? (book[group as "materials"] as object) : {};
    const ofEntries = Object.keys(within).flatMap((name) => {
      const key = group === "breaks" ? Number(name) : name;
      const entry = { path: [group, key], title: titleOf(group, name) };
      return (fields ?? []).map(([of, label, shape]): Term => ({ group, entry, path: [group, key, of], label, shape }));
    });
    const taxes = group === "tax" ? Object.keys(book.tax.byCountry) : [];
    const ofTax = taxes.map(
      (code): Term => ({
        ...{ group, path: ["tax", "byCountry", code], label: w.tax, shape: number(percent) },
        entry: { path: ["tax", "byCountry", code], title: countryName(code) },
      }),
    );
    return [...plain, ...ofEntries, ...ofTax];
  });
}

const valueAt = (book: BookDraft, path: Path): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], book);

function textOf({ shape }: Term, value: unknown): string {
  if (value === undefined || value === null) return b.none;
  if (Array.isArray(value)) return value.join(" ");
  return shape.kind === "number" ? shape.unit.text(value as number) : String(value);
}

/** Every difference in words, as it will be. */
export function bookChanges(from: BookDraft, to: BookDraft): string[] {
  const terms = [...termsOf(to), ...termsOf(from)];
  const known = new Map(terms.map((term) => [term.path.join("."), term]));
  return [...known.values()].flatMap((term) => {
    const [before, after] = [textOf(term, valueAt(from, term.path)), textOf(term, valueAt(to, term.path))];
    const what = term.entry ? `${b.groups[term.group]}, ${term.entry.title}: ${term.label}` : term.label;
    return before === after ? [] : [b.to(what, before, after)];
  });
}

/** What an entry begins with when it is added: numbers that a shop puts right, and that sell nothing by mistake. */
export const freshEntry: Readonly<
  Record<"materials" | "machines" | "finishes" | "shipping", (name: string) => object>
> = {
  materials: () => ({ minorPerKg: Number.NaN, wasteBp: 500, failureBp: 300 }),
  machines: () => ({ minorPerHour: Number.NaN, watts: 100 }),
  finishes: (name) => ({ name, minorPerPart: Number.NaN, labourSecondsPerPart: 0 }),
  shipping: (name) => ({
    ...{ name, minor: Number.NaN, minorPerKg: 0, freeFromMinor: null, countries: null, days: 2 },
  }),
};

/** "GB, IE" or "GB IE"; nothing: everywhere. What is no country is told by the schema. */
export const readCountries = (typed: string): string[] | null => {
  const codes = typed
    .toUpperCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  return codes.length === 0 ? null : codes;
};
