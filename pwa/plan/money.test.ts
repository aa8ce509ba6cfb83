import { expect, test } from "vitest";
import { formatPence, readPounds } from "./money.ts";

test("prices show pence only where there are any", () => {
  expect([2_900, 60, 39_900, 0, 123_456].map(formatPence)).toEqual(["£29", "£0.60", "£399", "£0", "£1,234.56"]);
});

test("pounds are read as people type them", () => {
  const typed = { "25": 2_500, "£1,200.50": 120_050, "0.6": 60, " 12,5 ": 1_250, "1 000": 100_000, "0": 0 };
  for (const [text, pence] of Object.entries(typed)) expect(readPounds(text), text).toBe(pence);
});

test("what is no amount, or too much, is not read as another one", () => {
  for (const text of ["", "-5", "1.234.5", "abc", "1e3", "12.345", "1,00,0x", "9999999"])
    expect(readPounds(text), text).toBeNull();
});
