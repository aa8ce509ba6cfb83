/** A grey picture, row by row from the top left. */
export type Grey = { widthPx: number; heightPx: number; pixels: Uint8Array };
/** Whole pixels; `x`, `y` is the top left one. */
export type Rect = { x: number; y: number; width: number; height: number };

/** Luma of RGBA bytes, with the weights of JPEG. */
export function greyOfRgba(rgba: Uint8ClampedArray, widthPx: number, heightPx: number): Grey {
  const pixels = new Uint8Array(widthPx * heightPx);
  for (let i = 0, at = 0; i < pixels.length; i++, at += 4)
    pixels[i] = ((rgba[at] ?? 0) * 77 + (rgba[at + 1] ?? 0) * 150 + (rgba[at + 2] ?? 0) * 29) >> 8;
  return { widthPx, heightPx, pixels };
}

/** A quarter of the pixels, each the mean of four. */
export function halved({ widthPx, heightPx, pixels }: Grey): Grey {
  const small = { widthPx: widthPx >> 1, heightPx: heightPx >> 1 };
  const out = new Uint8Array(small.widthPx * small.heightPx);
  for (let y = 0; y < small.heightPx; y++) {
    for (let x = 0; x < small.widthPx; x++) {
      const at = 2 * y * widthPx + 2 * x;
      const sum =
        (pixels[at] ?? 0) + (pixels[at + 1] ?? 0) + (pixels[at + widthPx] ?? 0) + (pixels[at + widthPx + 1] ?? 0);
      out[y * small.widthPx + x] = (sum + 2) >> 2;
    }
  }
  return { ...small, pixels: out };
}

/** The part of a rectangle that lies inside the picture, at least `leastPx` wide and high where there is room. */
export function clipped(rect: Rect, picture: Grey, leastPx = 16): Rect {
  const width = Math.min(picture.widthPx, Math.max(leastPx, Math.round(rect.width)));
  const height = Math.min(picture.heightPx, Math.max(leastPx, Math.round(rect.height)));
  return {
    x: Math.min(Math.max(0, Math.round(rect.x)), picture.widthPx - width),
    y: Math.min(Math.max(0, Math.round(rect.y)), picture.heightPx - height),
    width,
    height,
  };
}

/** Without better knowledge the part is what the camera is pointed at. */
export function middleOf(picture: Grey, share = 0.6): Rect {
  const width = picture.widthPx * share;
  const height = picture.heightPx * share;
  return clipped({ x: (picture.widthPx - width) / 2, y: (picture.heightPx - height) / 2, width, height }, picture);
}
