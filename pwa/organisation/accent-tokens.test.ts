import { assert, integer, property } from "fast-check";
import { expect, test } from "vitest";
import { contrast, contrastMin, judgeAccent, themes } from "#contract/contrast";
import { accentTokens } from "./accent-tokens.ts";

const colour = integer({ min: 0, max: 0xffffff }).map((value) => `#${value.toString(16).padStart(6, "0")}`);

test("whatever accents an organisation may choose can be read on the soft grounds made of them", () => {
  let judged = 0;
  assert(
    property(colour, colour, (light, dark) => {
      const accent = { light, dark };
      if (judgeAccent(accent) !== null) return;
      judged++;
      for (const theme of ["light", "dark"] as const) {
        const tokens = accentTokens(accent, theme);
        expect(contrast(tokens["--blue"], tokens["--blue-soft"]), `${theme} ${accent[theme]}`).toBeGreaterThanOrEqual(
          contrastMin,
        );
      }
    }),
    { numRuns: 20_000 },
  );
  expect(judged).toBeGreaterThan(1000);
});

test("the accent itself is what was chosen, and its soft ground is near the theme's own", () => {
  const accent = { light: "#7a1fa2", dark: "#d9a6ff" };
  expect(accentTokens(accent, "light")).toEqual({ "--blue": "#7a1fa2", "--blue-soft": "#f4edf8" });
  expect(contrast(accentTokens(accent, "dark")["--blue-soft"], themes.dark[2])).toBeLessThan(1.5);
});
