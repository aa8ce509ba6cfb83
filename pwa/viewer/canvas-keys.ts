import type { View } from "./view.ts";

type Orders = {
  view: () => View | null;
  onMeasure: () => void;
  onSection: () => void;
  onAim: () => void;
  onPick: () => void;
  onClear: () => void;
  onFace: (step: 1 | -1) => void;
};

const stepDeg = 5;
const zoomStep = 1.12;

/**
 * The whole viewer by keyboard: arrows turn, plus and minus zoom, F fits, M measures, Enter picks, S cuts, N and P step
 * through the faces.
 */
export function canvasKeys(orders: Orders): (event: KeyboardEvent) => void {
  const turn = (azimuth: number, elevation: number) => () => {
    orders.view()?.turn(azimuth, elevation);
    orders.onAim();
  };
  const actions: Record<string, () => void> = {
    ArrowLeft: turn(-stepDeg, 0),
    ArrowRight: turn(stepDeg, 0),
    ArrowUp: turn(0, stepDeg),
    ArrowDown: turn(0, -stepDeg),
    "+": () => orders.view()?.dolly(1 / zoomStep),
    "=": () => orders.view()?.dolly(1 / zoomStep),
    "-": () => orders.view()?.dolly(zoomStep),
    f: () => orders.view()?.fit(),
    n: () => orders.onFace(1),
    p: () => orders.onFace(-1),
    m: orders.onMeasure,
    s: orders.onSection,
    Enter: orders.onPick,
    Escape: orders.onClear,
  };
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const action = actions[event.key] ?? actions[event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    action();
  };
}
