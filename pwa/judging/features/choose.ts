import type { Region } from "../types.ts";
import type { Blob } from "./extrema.ts";

const cellPx = 64;

/**
 * The blobs to keep: taken in turn from every cell of the picture, the strongest first, from the part's region three
 * in a turn. By strength alone the black squares of the mat leave nothing to a part in weak texture.
 */
export function chooseBlobs(blobs: Blob[], most: number, region: Region | null): Blob[] {
  const cells = new Map<number, Blob[]>();
  for (const blob of blobs) {
    const scale = 2 ** blob.octave;
    const key = Math.floor((blob.y * scale) / cellPx) * 4096 + Math.floor((blob.x * scale) / cellPx);
    const cell = cells.get(key);
    if (cell) cell.push(blob);
    else cells.set(key, [blob]);
  }
  const ranked: { blob: Blob; turn: number }[] = [];
  for (const cell of cells.values()) {
    cell.sort((a, b) => b.response - a.response);
    cell.forEach((blob, rank) => {
      ranked.push({ blob, turn: isInside(blob, region) ? Math.floor(rank / 3) : rank });
    });
  }
  ranked.sort((a, b) => a.turn - b.turn || b.blob.response - a.blob.response);
  return ranked.slice(0, most).map(({ blob }) => blob);
}

function isInside(blob: Blob, region: Region | null): boolean {
  if (region === null) return false;
  const x = blob.x * 2 ** blob.octave - region.leftPx;
  const y = blob.y * 2 ** blob.octave - region.topPx;
  return x >= 0 && y >= 0 && x < region.widthPx && y < region.heightPx;
}
