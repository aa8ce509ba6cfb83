import { expect, test } from "vitest";
import { defaultPriceBook } from "#quote/price/default-price-book";
import { bookChanges, readCountries, termsOf } from "./book-terms.ts";

const { version: _, ...book } = defaultPriceBook;

test("every number of a book has its term: none is left that no field can set", () => {
  const numbers: string[] = [];
  const walk = (value: unknown, path: string) => {
    if (typeof value === "number") numbers.push(path);
    else if (typeof value === "object" && value !== null)
      for (const [key, inner] of Object.entries(value)) walk(inner, path ? `${path}.${key}` : key);
  };
  walk(book, "");
  const terms = new Set(termsOf(book).map(({ path }) => path.join(".")));
  expect(numbers.filter((path) => !terms.has(path))).toEqual([]);
  expect(numbers.length).toBeGreaterThan(50);
});

test("changes are told in words, what came and what went too", () => {
  expect(bookChanges(book, book)).toEqual([]);
  const { pla: __, ...materials } = book.materials;
  const { abroad } = book.shipping;
  if (!abroad) throw new Error("no way abroad");
  const next = {
    ...{
      ...book,
      setupMinorPerLine: 200,
      materials: { ...materials, nylon: { minorPerKg: 2_400, wasteBp: 500, failureBp: 400 } },
    },
    shipping: { ...book.shipping, abroad: { ...abroad, countries: ["DE", "FR"] } },
  };
  const changes = bookChanges(book, next);
  expect(changes).toContain("Setup of a line: 1.50 → 2");
  expect(changes).toContain("Materials, nylon: Price per kg: – → 24");
  expect(changes).toContain("Materials, pla: Price per kg: 22 → –");
  expect(changes).toContain("Shipping, abroad: Countries, as GB IE (empty: everywhere): – → DE FR");
});

test("countries are read as people list them", () => {
  expect(readCountries("gb, ie  FR")).toEqual(["GB", "IE", "FR"]);
  expect(readCountries("  ")).toBeNull();
});
