import {
  BackSide,
  BufferAttribute,
  BufferGeometry,
  Color,
  EdgesGeometry,
  Group,
  LineBasicMaterial,
  LineSegments,
  Mesh,
  MeshBasicMaterial,
  MeshStandardMaterial,
  type Plane,
  SRGBColorSpace,
} from "three";
import { colourAt, type DeviationMode } from "./deviation.ts";
import type { Part } from "./part.ts";

const steel = "#9aa7ad";
const cut = "#c0392b";
const creaseDeg = 25;
const chosenColour = "#2f6bff";

export type Body = ReturnType<typeof makeBody>;
export type Paint = { by: "nothing" } | { by: "evidence" } | { by: DeviationMode; range: number };

/**
 * The part as drawn. Where a section opens a closed solid one looks at its inner faces: drawn flat in one colour,
 * they read as the cut itself.
 */
export function makeBody(part: Part, withEdges: boolean) {
  const planes: Plane[] = [];
  const outside = new MeshStandardMaterial({ roughness: 0.62, metalness: 0.05, color: steel, clippingPlanes: planes });
  const inside = new MeshBasicMaterial({ color: cut, side: BackSide, clippingPlanes: planes });
  const line = new LineBasicMaterial({ color: "#0d1417", transparent: true, opacity: 0.55, clippingPlanes: planes });
  const mesh = new Mesh(part.geometry, outside);
  const group = new Group();
  group.add(mesh, new Mesh(part.geometry, inside));
  const edges = withEdges ? new EdgesGeometry(part.geometry, creaseDeg) : null;
  if (edges) group.add(new LineSegments(edges, line));
  const chosen = makeOverlay(part, planes, 0.5);
  const hovered = makeOverlay(part, planes, 0.25);
  group.add(chosen.group, hovered.group);
  return {
    group,
    mesh,
    choose: chosen.show,
    hover: hovered.show,
    paint(paint: Paint) {
      const colours = coloursFor(part, paint);
      if (colours) part.geometry.setAttribute("color", new BufferAttribute(colours, 3));
      outside.vertexColors = colours !== null;
      outside.color.set(colours ? "#ffffff" : steel);
      outside.needsUpdate = true;
    },
    cutBy(plane: Plane | null) {
      planes.length = 0;
      if (plane) planes.push(plane);
      for (const material of [outside, inside, line, ...chosen.materials, ...hovered.materials])
        material.needsUpdate = true;
    },
    dispose() {
      part.geometry.dispose();
      edges?.dispose();
      chosen.dispose();
      hovered.dispose();
      for (const material of [outside, inside, line]) material.dispose();
    },
  };
}

function coloursFor(part: Part, paint: Paint): Float32Array | null {
  if (paint.by === "nothing") return null;
  if (paint.by === "evidence") return part.evidenceColours?.slice() ?? null;
  const { deviation } = part;
  if (!deviation) return null;
  const colours = new Float32Array(deviation.length * 3);
  const colour = new Color();
  deviation.forEach((value, i) => {
    const [r, g, b] = colourAt(value, paint.range, paint.by);
    colour.setRGB(r / 255, g / 255, b / 255, SRGBColorSpace).toArray(colours, i * 3);
  });
  return colours;
}

/** Faces tinted over the part; faintly where something lies before them. */
function makeOverlay(part: Part, clippingPlanes: Plane[], opacity: number) {
  const trianglesOf = trianglesByFace(part);
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", part.geometry.getAttribute("position"));
  const tint = { color: chosenColour, transparent: true, depthWrite: false, clippingPlanes, side: 2 as const };
  const before = new MeshBasicMaterial({ ...tint, opacity, polygonOffset: true, polygonOffsetFactor: -2 });
  const through = new MeshBasicMaterial({ ...tint, opacity: opacity / 4, depthTest: false });
  const group = new Group();
  group.add(new Mesh(geometry, before), new Mesh(geometry, through));
  for (const child of group.children) child.renderOrder = 5;
  group.visible = false;
  return {
    group,
    materials: [before, through],
    show(faces: readonly number[]) {
      const index = faces.flatMap((face) => trianglesOf.get(face) ?? []);
      group.visible = index.length > 0;
      if (group.visible) geometry.setIndex(index);
    },
    dispose() {
      // Its positions are the part's own.
      before.dispose();
      through.dispose();
    },
  };
}

function trianglesByFace({ geometry, faceOf }: Part): Map<number, number[]> {
  const index = geometry.getIndex();
  const found = new Map<number, number[]>();
  if (!index || faceOf.length === 0) return found;
  for (let t = 0; t < index.count; t += 3) {
    const corners = [index.getX(t), index.getX(t + 1), index.getX(t + 2)];
    const face = faceOf[corners[0] ?? 0] ?? 0;
    const list = found.get(face);
    if (list) list.push(...corners);
    else found.set(face, corners);
  }
  return found;
}
