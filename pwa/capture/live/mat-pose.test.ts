import { describe, expect, test } from "vitest";
import { markersMm, matLayout } from "./mat-layout.ts";
import { poseFromMarkers, type SeenMarker } from "./mat-pose.ts";
import { partRegion } from "./part-region.ts";

const size = { widthPx: 480, heightPx: 360 };
const focalPx = 520;

/** Markers as a camera at this place sees them when it looks at the mat's middle; every `each`th of those in view. */
function seenFrom(azimuthDeg: number, elevationDeg: number, distanceMm: number, each = 1): SeenMarker[] {
  const [a, e] = [(azimuthDeg * Math.PI) / 180, (elevationDeg * Math.PI) / 180];
  const outward = [Math.cos(e) * Math.cos(a), Math.cos(e) * Math.sin(a), Math.sin(e)] as const;
  const right = [-Math.sin(a), Math.cos(a), 0] as const;
  const down = [Math.sin(e) * Math.cos(a), Math.sin(e) * Math.sin(a), -Math.cos(e)] as const;
  const dot = (v: readonly [number, number, number], x: number, y: number) => v[0] * x + v[1] * y;
  return markersMm.flatMap((corners, id) => {
    const points = corners.map(({ x, y }) => {
      const depth = distanceMm - dot(outward, x, y);
      return {
        x: size.widthPx / 2 + (focalPx * dot(right, x, y)) / depth,
        y: size.heightPx / 2 + (focalPx * dot(down, x, y)) / depth,
      };
    });
    const inside = points.every(({ x, y }) => x > 0 && y > 0 && x < size.widthPx && y < size.heightPx);
    return inside && id % each === 0 ? [{ id, corners: points }] : [];
  });
}

describe("the mat", () => {
  test("is laid out as the Python side draws it", () => {
    expect(markersMm).toHaveLength((matLayout.columns * matLayout.rows) / 2);
    // The first marker is in the second square of the top row.
    expect(markersMm[0]?.[0]).toEqual({ x: -114 - 4.5, y: 90 + 4.5 });
    expect(markersMm.at(-1)?.[2]).toEqual({ x: 114 + 4.5, y: -90 - 4.5 });
  });

  test.each([
    [0, 30, 250],
    [75, 45, 300],
    [-130, 62, 220],
    [170, 25, 280],
  ])("seen from azimuth %i, elevation %i, distance %i gives that pose back, with the focal length", (a, e, d) => {
    const pose = poseFromMarkers(seenFrom(a, e, d), size);
    expect(pose?.azimuthDeg).toBeCloseTo(a, 1);
    expect(pose?.elevationDeg).toBeCloseTo(e, 1);
    expect(pose?.distanceMm).toBeCloseTo(d, 0);
    expect(pose?.focalPx).toBeCloseTo(focalPx, 0);
  });

  test("its camera puts every corner where it was seen", () => {
    const seen = seenFrom(75, 45, 300);
    const pose = poseFromMarkers(seen, size);
    if (!pose) throw new Error("no pose");
    const [r, t] = [pose.rotation, pose.translationMm];
    const along = (row: number, x: number, y: number) =>
      (r[3 * row] ?? 0) * x + (r[3 * row + 1] ?? 0) * y + (t[row] ?? 0);
    for (const { id, corners } of seen) {
      corners.forEach((corner, i) => {
        const { x, y } = markersMm[id]?.[i] ?? { x: 0, y: 0 };
        expect(size.widthPx / 2 + (pose.focalPx * along(0, x, y)) / along(2, x, y)).toBeCloseTo(corner.x, 1);
        expect(size.heightPx / 2 + (pose.focalPx * along(1, x, y)) / along(2, x, y)).toBeCloseTo(corner.y, 1);
      });
    }
  });

  test("seen straight from above gives a pose too, by a guessed focal length", () => {
    expect(poseFromMarkers(seenFrom(20, 89.9, 300), size)?.elevationDeg).toBeGreaterThan(80);
  });

  test("misread markers and ids read twice do not turn the pose", () => {
    const seen = seenFrom(40, 40, 260, 3);
    const [first, second] = seen;
    if (!first || !second) throw new Error("no markers in view");
    const misread = { id: 100, corners: second.corners.map(({ x, y }) => ({ x: x + 90, y: y - 60 })) };
    const rest = seen.filter(({ id }) => id !== 100);
    const pose = poseFromMarkers([...rest, misread, { ...first, corners: misread.corners }], size);
    expect(pose?.azimuthDeg).toBeCloseTo(40, 1);
    expect(pose?.markerIds).not.toContain(100);
  });

  test("is not believed on fewer than four markers", () => {
    expect(poseFromMarkers(seenFrom(40, 40, 260).slice(0, 3), size)).toBeNull();
    expect(poseFromMarkers([], size)).toBeNull();
  });

  test("tells where the part is by the markers that it hides", () => {
    const all = seenFrom(0, 50, 260);
    const hidden = all.filter(({ id }) => {
      const corner = markersMm[id]?.[0] ?? { x: 999, y: 999 };
      return Math.hypot(corner.x, corner.y) > 45;
    });
    const picture = { ...size, pixels: new Uint8Array(size.widthPx * size.heightPx) };
    const region = partRegion(picture, poseFromMarkers(hidden, size));
    expect(region.x + region.width / 2).toBeCloseTo(240, -1.5);
    expect(region.width).toBeGreaterThan(100);
    expect(region.width).toBeLessThan(300);
  });
});
