import { createEffect, on } from "solid-js";
import type { createMeasure } from "./measure-state.ts";
import { makeHover, makeTap } from "./pointer.ts";
import type { Selection } from "./selection-state.ts";
import type { Tool } from "./Viewer.tsx";
import type { View } from "./view.ts";

/** What the pointer means on the picture: a point to measure from, else a face; hovering tells which. */
export function createAim(
  view: () => View | null,
  tool: () => Tool,
  measure: ReturnType<typeof createMeasure>,
  selection: Selection,
) {
  const faceAt = (xPx: number, yPx: number) => view()?.faceAt(xPx, yPx) ?? null;
  const tap = makeTap((xPx, yPx) => {
    measure.setAiming(false);
    if (tool() === "measure") measure.pickAt(xPx, yPx);
    else selection.chooseFace(faceAt(xPx, yPx));
  });
  const hover = makeHover((xPx, yPx) => (tool() === "measure" ? null : faceAt(xPx, yPx)));
  createEffect(on(hover.over, (over) => view()?.hover(over?.face ?? null), { defer: true }));
  return {
    ...tap,
    move: hover.move,
    leave: hover.leave,
    /** What the face below the pointer is, and where to say so. */
    tip: () => {
      const over = hover.over();
      const face = over && selection.byId(over.face);
      return face ? { ...over, text: selection.line(face) } : null;
    },
  };
}
