import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { style } from "../edge/pages/style.ts";

const tokens = readFileSync(new URL("../pwa/ui/tokens.css", import.meta.url), "utf8");

/** Name → values in order: by day, by night. */
function valuesIn(css: string): Map<string, string[]> {
  const values = new Map<string, string[]>();
  for (const [, name, value] of css.replace(/@media print[\s\S]*/, "").matchAll(/(--[a-z-]+):\s*([^;}]+)/g)) {
    values.set(name as string, [...(values.get(name as string) ?? []), (value as string).trim()]);
  }
  return values;
}

test("the pages wear the app's tokens, by day and by night", () => {
  const [ours, theirs] = [valuesIn(style), valuesIn(tokens)];
  expect(ours.size).toBeGreaterThan(20);
  for (const [name, values] of ours) expect([name, values]).toEqual([name, theirs.get(name)]);
});

test("no token is used that is not set", () => {
  const set = valuesIn(style);
  const used = new Set([...style.matchAll(/var\((--[a-z-]+)\)/g)].map(([, name]) => name as string));
  expect([...used].filter((name) => !set.has(name))).toEqual([]);
});
