import { Vector3 } from "three";
import type { Part } from "./part.ts";

/** Points of the part worth snapping to; `corner` where three or more faces meet, else on an edge. */
export type SnapPoint = { point: Vector3; corner: boolean };

/**
 * The mesh is finer than the part's edges: only where faces meet does a vertex mean anything. A part without faces of
 * its own (facets) snaps to any vertex.
 */
export function snapPoints({ geometry, faceOf }: Part): SnapPoint[] {
  const positions = geometry.getAttribute("position");
  const places = new Map<string, { point: Vector3; faces: Set<number> }>();
  for (let i = 0; i < positions.count; i++) {
    const point = new Vector3().fromBufferAttribute(positions, i);
    const key = point
      .toArray()
      .map((value) => value.toFixed(4))
      .join();
    const place = places.get(key) ?? { point, faces: new Set<number>() };
    place.faces.add(faceOf[i] ?? 0);
    places.set(key, place);
  }
  const faceted = new Set(faceOf).size < 2;
  return [...places.values()]
    .filter(({ faces }) => faceted || faces.size > 1)
    .map(({ point, faces }) => ({ point, corner: faces.size > 2 }));
}
