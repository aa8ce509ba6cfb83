import { Box3, type Group, Plane, Sphere, Vector3 } from "three";
import type { Report } from "#contract/report";
import { makeBody } from "./body.ts";
import { boxLabels, boxMark, cameraMarks, dimensionMark, disposeMark } from "./marks.ts";
import type { Part } from "./part.ts";
import { pick, toPixels } from "./pick.ts";
import { makeStage } from "./stage.ts";

export type Axis = "x" | "y" | "z";
export type Section = { axis: Axis; at: number; flipped: boolean };
export type Dimension = { distance: number; dx: number; dy: number; dz: number };
/** A length to be written over the picture, at a place of the canvas. */
export type Label = { key: string; length: number; xPx: number; yPx: number; strong: boolean };

export type View = ReturnType<typeof makeView>;

/** The part on its stage, with what is drawn over it: orders in, labels and dimensions out. */
export function makeView(
  canvas: HTMLCanvasElement,
  part: Part,
  report: Report | null,
  onLabels: (labels: Label[]) => void,
) {
  const box = extentOf(part, report);
  const sphere = box.getBoundingSphere(new Sphere());
  const body = makeBody(part, report?.label === "analytic");
  const placed = report?.cameras.filter((camera) => camera.positionMm !== null) ?? [];
  const cameras = cameraMarks(placed, withCameras(sphere, placed).radius * 0.09);
  const edges = boxMark(box);
  let points: Vector3[] = [];
  let dimension: Group | null = null;
  let plane: Plane | null = null;

  const stage = makeStage(canvas, () => onLabels(labels()));
  stage.scene.add(body.group, cameras, edges);
  cameras.visible = false;
  stage.fit(sphere);

  const labels = (): Label[] => {
    const wanted: { key: string; at: Vector3; length: number; strong: boolean }[] = [];
    if (edges.visible && !cameras.visible) wanted.push(...boxLabels(box));
    const [a, b] = points;
    if (a && b) wanted.push({ key: "dimension", at: a.clone().lerp(b, 0.5), length: a.distanceTo(b), strong: true });
    return wanted.flatMap(({ key, at, length, strong }) => {
      const seen = toPixels(at, stage.camera, canvas.clientWidth, canvas.clientHeight);
      return seen.inFront ? [{ key, length, strong, xPx: seen.x, yPx: seen.y }] : [];
    });
  };

  const showPoints = (next: Vector3[]) => {
    points = next;
    if (dimension) {
      stage.scene.remove(dimension);
      disposeMark(dimension);
    }
    dimension = next.length > 0 ? dimensionMark(next) : null;
    if (dimension) stage.scene.add(dimension);
    stage.invalidate();
  };

  return {
    size: box.getSize(new Vector3()),
    range: (axis: Axis): [number, number] => [box.min[axis], box.max[axis]],
    placedCount: placed.length,
    turn: stage.turn,
    dolly: stage.dolly,
    fit: () => stage.fit(cameras.visible ? withCameras(sphere, placed) : sphere),
    /** Picks the next end of a dimension; null when nothing of the part lies there. */
    pickAt(xPx: number, yPx: number): { count: number; dimension: Dimension | null } | null {
      const picked = pick(body.mesh, stage.camera, canvas, xPx, yPx, plane);
      if (!picked) return null;
      showPoints(points.length === 1 ? [...points, picked.point] : [picked.point]);
      return { count: points.length, dimension: dimensionOf(points) };
    },
    clearPoints: () => showPoints([]),
    showBox(on: boolean) {
      edges.visible = on;
      stage.invalidate();
    },
    showCameras(on: boolean) {
      cameras.visible = on;
      stage.fit(on ? withCameras(sphere, placed) : sphere);
    },
    cut(section: Section | null) {
      plane = section && planeOf(section);
      body.cutBy(plane);
      stage.invalidate();
    },
    colourByEvidence(on: boolean) {
      body.colourByEvidence(on);
      stage.invalidate();
    },
    dispose() {
      for (const mark of [cameras, edges, dimension]) if (mark) disposeMark(mark);
      body.dispose();
      stage.dispose();
    },
  };
}

/** The report's box is that of the solid; the model shown may be thinned, and a few hundredths off. */
function extentOf(part: Part, report: Report | null): Box3 {
  const said = report?.boundingBoxMm;
  if (said) return new Box3(new Vector3(...said.min), new Vector3(...said.max));
  if (!part.geometry.boundingBox) throw new Error("The part has no extent");
  return part.geometry.boundingBox.clone();
}

function dimensionOf([a, b]: Vector3[]): Dimension | null {
  if (!a || !b) return null;
  return { distance: a.distanceTo(b), dx: Math.abs(b.x - a.x), dy: Math.abs(b.y - a.y), dz: Math.abs(b.z - a.z) };
}

/** Keeps what lies below the position along the axis; flipped, what lies above. */
function planeOf({ axis, at, flipped }: Section): Plane {
  const normal = new Vector3();
  normal[axis] = flipped ? 1 : -1;
  return new Plane(normal, flipped ? -at : at);
}

function withCameras(sphere: Sphere, cameras: Report["cameras"]): Sphere {
  const wide = sphere.clone();
  for (const { positionMm } of cameras) if (positionMm) wide.expandByPoint(new Vector3(...positionMm));
  return wide;
}
