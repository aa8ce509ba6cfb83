import { Box3, Plane, Sphere, Vector3 } from "three";
import type { Report } from "#contract/report";
import { makeBody, type Paint } from "./body.ts";
import { snapPoints } from "./corners.ts";
import { boxLabels, boxMark, cameraMarks, disposeMark } from "./marks.ts";
import type { Part } from "./part.ts";
import { hitAt, snap, toPixels } from "./pick.ts";
import { type Distance, makeSketch } from "./sketch.ts";
import { makeStage } from "./stage.ts";

export type Axis = "x" | "y" | "z";
export type Section = { axis: Axis; at: number; flipped: boolean };
/** A figure to be written over the picture, at a place of the canvas. */
export type Label = { key: string; text: string; xPx: number; yPx: number; strong: boolean };

export type View = ReturnType<typeof makeView>;

/** The part on its stage, with what is drawn over it: orders in, labels and dimensions out. */
export function makeView(
  canvas: HTMLCanvasElement,
  part: Part,
  report: Report | null,
  length: (value: number) => string,
  onLabels: (labels: Label[]) => void,
) {
  const box = extentOf(part, report);
  const sphere = box.getBoundingSphere(new Sphere());
  const body = makeBody(part, report?.label === "analytic");
  const placed = report?.cameras.filter((camera) => camera.positionMm !== null) ?? [];
  const cameras = cameraMarks(placed, withCameras(sphere, placed).radius * 0.09);
  const edges = boxMark(box);
  let plane: Plane | null = null;

  const corners = snapPoints(part);
  const stage = makeStage(canvas, () => onLabels(labels()));
  const sketch = makeSketch(stage);
  stage.scene.add(body.group, cameras, edges);
  cameras.visible = false;
  stage.fit(sphere);

  const labels = (): Label[] => {
    const wanted = sketch.labels(length);
    if (edges.visible && !cameras.visible && !sketch.hasDimension())
      wanted.push(...boxLabels(box).map(({ key, at, side }) => ({ key, at, text: length(side), strong: false })));
    return wanted.flatMap(({ at, ...label }) => {
      const seen = toPixels(at, stage.camera, canvas.clientWidth, canvas.clientHeight);
      return seen.inFront ? [{ ...label, xPx: seen.x, yPx: seen.y }] : [];
    });
  };

  const hit = (xPx: number, yPx: number) => hitAt(body.mesh, part.faceOf, stage.camera, canvas, xPx, yPx, plane);

  return {
    size: box.getSize(new Vector3()),
    range: (axis: Axis): [number, number] => [box.min[axis], box.max[axis]],
    placedCount: placed.length,
    turn: stage.turn,
    dolly: stage.dolly,
    fit: () => stage.fit(cameras.visible ? withCameras(sphere, placed) : sphere),
    /** Picks the next end of a distance; null when nothing of the part lies there. */
    pickAt(xPx: number, yPx: number): { count: number; distance: Distance | null } | null {
      const found = hit(xPx, yPx);
      if (!found) return null;
      const { point } = snap(found, corners, stage.camera, canvas, plane);
      return sketch.addPoint(point);
    },
    faceAt: (xPx: number, yPx: number): number | null => hit(xPx, yPx)?.face ?? null,
    choose(faces: readonly number[]) {
      body.choose(faces);
      stage.invalidate();
    },
    hover(face: number | null) {
      body.hover(face === null ? [] : [face]);
      stage.invalidate();
    },
    showDimension: sketch.showDimension,
    clearPoints: sketch.clearPoints,
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
    paint(paint: Paint) {
      body.paint(paint);
      stage.invalidate();
    },
    dispose() {
      for (const mark of [cameras, edges]) disposeMark(mark);
      sketch.dispose();
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
