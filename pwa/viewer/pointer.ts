import { createSignal } from "solid-js";

/** A press that moved farther than this was a turn of the part, not a pick. */
const tapPx = 6;

type OnCanvas = PointerEvent & { currentTarget: HTMLElement };

/** Tells a tap from the start of a turn. */
export function makeTap(onTap: (xPx: number, yPx: number) => void) {
  let start: { id: number; x: number; y: number } | null = null;
  return {
    down: (event: PointerEvent) => {
      start = event.isPrimary ? { id: event.pointerId, x: event.clientX, y: event.clientY } : null;
    },
    up: (event: OnCanvas) => {
      if (start?.id !== event.pointerId || Math.hypot(event.clientX - start.x, event.clientY - start.y) > tapPx) return;
      const frame = event.currentTarget.getBoundingClientRect();
      onTap(event.clientX - frame.left, event.clientY - frame.top);
    },
  };
}

export type Over = { face: number; xPx: number; yPx: number };

/** The face below a pointer that hovers (a finger does not), looked for once a frame at most. */
export function makeHover(faceAt: (xPx: number, yPx: number) => number | null) {
  const [over, setOver] = createSignal<Over | null>(null);
  let wanted: { xPx: number; yPx: number } | null = null;
  const look = () => {
    if (!wanted) return;
    const face = faceAt(wanted.xPx, wanted.yPx);
    setOver(face === null ? null : { face, ...wanted });
    wanted = null;
  };
  return {
    over,
    move: (event: OnCanvas) => {
      if (event.pointerType === "touch" || event.buttons !== 0) {
        wanted = null;
        setOver(null);
        return;
      }
      const frame = event.currentTarget.getBoundingClientRect();
      if (!wanted) requestAnimationFrame(look);
      wanted = { xPx: event.clientX - frame.left, yPx: event.clientY - frame.top };
    },
    leave: () => {
      wanted = null;
      setOver(null);
    },
  };
}
