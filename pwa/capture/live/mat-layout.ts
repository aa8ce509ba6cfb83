/** The printed mat as runpod-images/reconstruct/mat/board.py defines it: mm, origin in its middle, y away from the reader. */
export const matLayout = { columns: 22, rows: 16, squareMm: 12, markerMm: 9, rulerMm: 100 } as const;

export type PointMm = { x: number; y: number };

/** Corners of every marker by its id, clockwise from the top left one, as OpenCV gives them. */
export const markersMm: readonly (readonly PointMm[])[] = layMarkers();

function layMarkers(): PointMm[][] {
  const { columns, rows, squareMm, markerMm } = matLayout;
  const markers: PointMm[][] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      // Plain black squares and white ones with a marker take turns; the first is black.
      if ((column + row) % 2 === 0) continue;
      const x = (column + 0.5 - columns / 2) * squareMm;
      const y = (rows / 2 - row - 0.5) * squareMm;
      const h = markerMm / 2;
      markers.push([
        { x: x - h, y: y + h },
        { x: x + h, y: y + h },
        { x: x + h, y: y - h },
        { x: x - h, y: y - h },
      ]);
    }
  }
  return markers;
}
