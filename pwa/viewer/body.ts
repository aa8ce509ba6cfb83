import {
  BackSide,
  EdgesGeometry,
  Group,
  LineBasicMaterial,
  LineSegments,
  Mesh,
  MeshBasicMaterial,
  MeshStandardMaterial,
  type Plane,
} from "three";
import type { Part } from "./part.ts";

const steel = "#9aa7ad";
const cut = "#c0392b";
const creaseDeg = 25;

export type Body = ReturnType<typeof makeBody>;

/**
 * The part as drawn. Where a section opens a closed solid one looks at its inner faces: drawn flat in one colour,
 * they read as the cut itself.
 */
export function makeBody(part: Part, withEdges: boolean) {
  const planes: Plane[] = [];
  const outside = new MeshStandardMaterial({
    roughness: 0.62,
    metalness: 0.05,
    vertexColors: part.coloured,
    clippingPlanes: planes,
  });
  const inside = new MeshBasicMaterial({ color: cut, side: BackSide, clippingPlanes: planes });
  const line = new LineBasicMaterial({ color: "#0d1417", transparent: true, opacity: 0.55, clippingPlanes: planes });
  const mesh = new Mesh(part.geometry, outside);
  const group = new Group();
  group.add(mesh, new Mesh(part.geometry, inside));
  const edges = withEdges ? new EdgesGeometry(part.geometry, creaseDeg) : null;
  if (edges) group.add(new LineSegments(edges, line));
  return {
    group,
    mesh,
    colourByEvidence(on: boolean) {
      outside.vertexColors = on && part.coloured;
      outside.color.set(outside.vertexColors ? "#ffffff" : steel);
      outside.needsUpdate = true;
    },
    cutBy(plane: Plane | null) {
      planes.length = 0;
      if (plane) planes.push(plane);
      for (const material of [outside, inside, line]) material.needsUpdate = true;
    },
    dispose() {
      part.geometry.dispose();
      edges?.dispose();
      for (const material of [outside, inside, line]) material.dispose();
    },
  };
}
