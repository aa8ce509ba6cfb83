import { expect, test } from "vitest";
import { serviceWords } from "../i18n/service-words.ts";
import { type AddressField, readAddress } from "./address.ts";

const t = serviceWords.orders.form.wrong;
const good: Partial<Record<AddressField, string>> = {
  ...{ name: " Ada Lovelace ", line1: "12 St James's Square", city: "London", postcode: "SW1Y 4JH" },
  email: "ada@example.org",
};
const read = (change: Partial<Record<AddressField, string>>) =>
  readAddress((name) => ({ ...good, ...change })[name] ?? "", "GB");
const wrongOf = (change: Partial<Record<AddressField, string>>) => {
  const answer = read(change);
  return answer.ok ? null : answer.wrong;
};

test("An address is trimmed, takes the quote's country, and leaves out what is not given", () => {
  expect(read({})).toEqual({ ok: true, address: { ...good, name: "Ada Lovelace", country: "GB" } });
  expect(read({ line2: "Flat 2" })).toMatchObject({ address: { line2: "Flat 2" } });
});

test("Whatever is missing is told at its own field, all at once", () => {
  const empty = { name: "", line1: " ", city: "", postcode: "", email: "" };
  expect(wrongOf(empty)).toEqual({
    ...{ name: t.missing, line1: t.missing, city: t.missing, postcode: t.missing, email: t.missing },
  });
});

test("Each fault has its own words", () => {
  expect(wrongOf({ email: "ada at home" })).toEqual({ email: t.email });
  expect(wrongOf({ postcode: "1".repeat(17) })).toEqual({ postcode: t.long(16) });
  expect(wrongOf({ name: "Ada\u0007Lovelace" })).toEqual({ name: t.unfit });
});
