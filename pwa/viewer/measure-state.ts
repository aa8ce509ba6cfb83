import { createSignal } from "solid-js";
import { words } from "../i18n/words.ts";
import { announce } from "../ui/announce.ts";
import type { Distance } from "./sketch.ts";
import type { View } from "./view.ts";

/** A distance being taken: how many of its two points are picked, and what they say; told to a screen reader too. */
export function createMeasure(view: () => View | null, length: (value: number) => string) {
  const [picked, setPicked] = createSignal<{ count: number; distance: Distance | null }>({
    count: 0,
    distance: null,
  });
  const [aiming, setAiming] = createSignal(false);
  return {
    picked,
    /** The cross in the middle of the picture, by which the keyboard aims. */
    aiming,
    setAiming,
    clear: () => {
      view()?.clearPoints();
      setPicked({ count: 0, distance: null });
      setAiming(false);
    },
    pickAt: (xPx: number, yPx: number) => {
      const next = view()?.pickAt(xPx, yPx);
      if (!next) return;
      setPicked(next);
      announce(
        next.distance ? `${words.viewer.distance} ${length(next.distance.distance)}` : words.viewer.measureSecond,
      );
    },
  };
}
