import { type Group, Vector3 } from "three";
import type { Dimension } from "#contract/report";
import { drawDimension } from "./dimension-mark.ts";
import { disposeMark, distanceMark } from "./marks.ts";
import type { Stage } from "./stage.ts";

/** `ends`: the two points in the part's frame. */
export type Distance = { distance: number; dx: number; dy: number; dz: number; ends: [number[], number[]] };

/** What is drawn over the part: a distance being taken between two points, and a dimension of the list. */
export function makeSketch({ scene, invalidate }: Stage) {
  let points: Vector3[] = [];
  let distance: Group | null = null;
  let shown: { mark: Group; at: Vector3; text: string } | null = null;

  const swap = (before: Group | null, after: Group | null) => {
    if (before) {
      scene.remove(before);
      disposeMark(before);
    }
    if (after) scene.add(after);
    invalidate();
    return after;
  };
  const showPoints = (next: Vector3[]) => {
    points = next;
    distance = swap(distance, next.length > 0 ? distanceMark(next) : null);
  };
  const showDimension = (dimension: Dimension | null, text: string) => {
    const mark = swap(shown?.mark ?? null, dimension && drawDimension(dimension));
    shown = dimension && mark && { mark, at: new Vector3(...dimension.drawing.at), text };
  };
  return {
    showDimension,
    hasDimension: () => shown !== null,
    /** The first end of a distance, or its second. */
    addPoint(point: Vector3): { count: number; distance: Distance | null } {
      showPoints(points.length === 1 ? [...points, point] : [point]);
      return { count: points.length, distance: distanceOf(points) };
    },
    clearPoints: () => showPoints([]),
    labels(length: (value: number) => string) {
      const wanted: { key: string; at: Vector3; text: string; strong: boolean }[] = [];
      const [a, b] = points;
      if (a && b)
        wanted.push({ key: "distance", at: a.clone().lerp(b, 0.5), text: length(a.distanceTo(b)), strong: true });
      if (shown) wanted.push({ key: "dimension", at: shown.at, text: shown.text, strong: true });
      return wanted;
    },
    dispose() {
      showPoints([]);
      showDimension(null, "");
    },
  };
}

function distanceOf([a, b]: Vector3[]): Distance | null {
  if (!a || !b) return null;
  const [dx, dy, dz] = [Math.abs(b.x - a.x), Math.abs(b.y - a.y), Math.abs(b.z - a.z)];
  return { distance: a.distanceTo(b), dx, dy, dz, ends: [a.toArray(), b.toArray()] };
}
