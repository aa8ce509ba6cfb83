import { type Mesh, type PerspectiveCamera, type Plane, Raycaster, Vector2, type Vector3 } from "three";
import type { SnapPoint } from "./corners.ts";

export type Picked = { point: Vector3; snapped: boolean };

/** A finger is wider than a mouse's tip. */
export const snapPx = matchMedia("(pointer: coarse)").matches ? 26 : 14;

export type Hit = { point: Vector3; face: number | null };

/** What of the part lies under a place of the canvas. */
export function hitAt(
  mesh: Mesh,
  faceOf: Int32Array,
  camera: PerspectiveCamera,
  canvas: HTMLCanvasElement,
  xPx: number,
  yPx: number,
  section: Plane | null,
): Hit | null {
  const at = new Vector2((xPx / canvas.clientWidth) * 2 - 1, 1 - (yPx / canvas.clientHeight) * 2);
  const ray = new Raycaster();
  ray.setFromCamera(at, camera);
  const hit = ray.intersectObject(mesh).find(({ point }) => isKept(point, section));
  return hit?.face ? { point: hit.point, face: faceOf[hit.face.a] ?? null } : null;
}

/** A corner of the part when one is near the point hit, else an edge, else the point itself. */
export function snap(
  hit: Hit,
  points: readonly SnapPoint[],
  camera: PerspectiveCamera,
  canvas: HTMLCanvasElement,
  section: Plane | null,
): Picked {
  const { clientWidth: width, clientHeight: height } = canvas;
  const aim = toPixels(hit.point, camera, width, height);
  // What one pixel is at that depth: a corner right behind the one meant must not win.
  const pixel = (2 * Math.tan((camera.fov * Math.PI) / 360) * camera.position.distanceTo(hit.point)) / height;
  let best: { point: Vector3; cost: number } | null = null;
  for (const { point, corner } of points) {
    if (point.distanceTo(hit.point) > 1.5 * snapPx * pixel || !isKept(point, section)) continue;
    const seen = toPixels(point, camera, width, height);
    const distancePx = Math.hypot(seen.x - aim.x, seen.y - aim.y);
    const cost = corner ? distancePx / 2 : distancePx;
    if (distancePx <= snapPx && (best === null || cost < best.cost)) best = { point, cost };
  }
  return best ? { point: best.point.clone(), snapped: true } : { point: hit.point, snapped: false };
}

const isKept = (point: Vector3, section: Plane | null) => section === null || section.distanceToPoint(point) >= 0;

export function toPixels(
  point: Vector3,
  camera: PerspectiveCamera,
  widthPx: number,
  heightPx: number,
): { x: number; y: number; inFront: boolean } {
  const seen = point.clone().project(camera);
  return { x: ((seen.x + 1) / 2) * widthPx, y: ((1 - seen.y) / 2) * heightPx, inFront: seen.z < 1 };
}
