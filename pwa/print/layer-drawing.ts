import type { PreviewKind, SlicePreview } from "#contract/slice-preview";

type Frame = { leftMm: number; topMm: number; widthMm: number; heightMm: number };

/** In the page's own colours, so that day and night both read well. */
const colourOf: Partial<Record<PreviewKind, string>> = {
  "outer-wall": "--blue",
  wall: "--blue",
  overhang: "--bad",
  bridge: "--bad",
  infill: "--good",
  solid: "--warn",
  top: "--warn",
};

/** The room that all layers together take, with a little air. */
export function frameOf(preview: SlicePreview): Frame {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  preview.layers.forEach((_, layer) => {
    for (const { xMm, yMm } of preview.lines(layer)) {
      for (const x of xMm) [left, right] = [Math.min(left, x), Math.max(right, x)];
      for (const y of yMm) [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
    }
  });
  const air = Math.max(right - left, bottom - top, 1) * 0.04;
  return { leftMm: left - air, topMm: top - air, widthMm: right - left + 2 * air, heightMm: bottom - top + 2 * air };
}

/** One layer from above, each way of the tool in the colour of its kind. */
export function drawLayer(canvas: HTMLCanvasElement, preview: SlicePreview, layer: number, frame: Frame): void {
  const context = canvas.getContext("2d");
  if (!context) return;
  const style = getComputedStyle(canvas);
  const colours = new Map<PreviewKind, string>();
  const colour = (kind: PreviewKind): string => {
    const known = colours.get(kind) ?? style.getPropertyValue(colourOf[kind] ?? "--line-strong");
    colours.set(kind, known);
    return known;
  };
  const ratio = Math.min(devicePixelRatio, 2);
  canvas.width = Math.max(1, Math.round(canvas.clientWidth * ratio));
  canvas.height = Math.max(1, Math.round(canvas.clientHeight * ratio));
  const scale = Math.min(canvas.width / frame.widthMm, canvas.height / frame.heightMm);
  const offset = (canvas.width - frame.widthMm * scale) / 2;
  context.lineWidth = Math.max(1, 0.35 * scale);
  context.lineJoin = "round";
  for (const { kind, xMm, yMm } of preview.lines(layer)) {
    context.strokeStyle = colour(kind);
    context.beginPath();
    xMm.forEach((x, i) => {
      // The bed's y runs away from the eye, the canvas' towards it.
      const y = canvas.height - ((yMm[i] as number) - frame.topMm) * scale;
      context.lineTo((x - frame.leftMm) * scale + offset, y);
    });
    context.stroke();
  }
}
