import { expect, test } from "vitest";
import { type Grey, middleOf } from "./grey.ts";
import { surfaceFrom, surfaceOf } from "./surface.ts";

const noise = (seed: number) => {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648 - 0.5;
  };
};
/** A shaded surface with speckles of some strength and, if asked for, a highlight. */
function surface(level: number, speckle: number, highlightPx = 0): Grey {
  const [widthPx, heightPx] = [480, 360];
  const next = noise(7);
  const pixels = new Uint8Array(widthPx * heightPx);
  for (let y = 0; y < heightPx; y++)
    for (let x = 0; x < widthPx; x++) {
      const lit = Math.hypot(x - 240, y - 180) < highlightPx;
      pixels[y * widthPx + x] = lit ? 255 : Math.max(0, level + x / 12 + speckle * next() + 2 * next());
    }
  return { widthPx, heightPx, pixels };
}
const judged = (picture: Grey) => surfaceFrom([1, 2, 3].map(() => surfaceOf(picture, middleOf(picture))));

test("a speckled surface is fine, a shaded bare one is plain", () => {
  expect(judged(surface(90, 60))).toEqual({ plain: false, shiny: false, dark: false });
  expect(judged(surface(90, 0))).toEqual({ plain: true, shiny: false, dark: false });
});

test("a highlight is shiny, black plastic is dark", () => {
  expect(judged(surface(90, 60, 30))?.shiny).toBe(true);
  expect(judged(surface(5, 2))).toEqual({ plain: false, shiny: false, dark: true });
});

test("two frames are too few to say", () => {
  expect(surfaceFrom([])).toBeNull();
});
