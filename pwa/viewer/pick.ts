import { type Mesh, type PerspectiveCamera, type Plane, Raycaster, Vector2, Vector3 } from "three";

export type Picked = { point: Vector3; snapped: boolean };

/** A finger is wider than a mouse's tip. */
export const snapPx = matchMedia("(pointer: coarse)").matches ? 26 : 14;

/** The point of the part under a place of the canvas: a corner of the hit triangle when one is near, else the surface. */
export function pick(
  mesh: Mesh,
  camera: PerspectiveCamera,
  canvas: HTMLCanvasElement,
  xPx: number,
  yPx: number,
  section: Plane | null,
): Picked | null {
  const { clientWidth: width, clientHeight: height } = canvas;
  const at = new Vector2((xPx / width) * 2 - 1, 1 - (yPx / height) * 2);
  const ray = new Raycaster();
  ray.setFromCamera(at, camera);
  const visible = (point: Vector3) => section === null || section.distanceToPoint(point) >= 0;
  const hit = ray.intersectObject(mesh).find((candidate) => visible(candidate.point));
  if (!hit?.face) return null;
  const positions = mesh.geometry.getAttribute("position");
  let best: { point: Vector3; distancePx: number } | null = null;
  for (const index of [hit.face.a, hit.face.b, hit.face.c]) {
    const corner = new Vector3().fromBufferAttribute(positions, index);
    const seen = toPixels(corner, camera, width, height);
    const distancePx = Math.hypot(seen.x - xPx, seen.y - yPx);
    if (distancePx <= snapPx && visible(corner) && (best === null || distancePx < best.distancePx))
      best = { point: corner, distancePx };
  }
  return best ? { point: best.point, snapped: true } : { point: hit.point, snapped: false };
}

export function toPixels(
  point: Vector3,
  camera: PerspectiveCamera,
  widthPx: number,
  heightPx: number,
): { x: number; y: number; inFront: boolean } {
  const seen = point.clone().project(camera);
  return { x: ((seen.x + 1) / 2) * widthPx, y: ((1 - seen.y) / 2) * heightPx, inFront: seen.z < 1 };
}
