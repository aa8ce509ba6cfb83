import {
  type Box3,
  Box3Helper,
  BufferGeometry,
  Color,
  Group,
  Line,
  LineBasicMaterial,
  LineSegments,
  Points,
  PointsMaterial,
  Vector3,
} from "three";
import type { Report } from "#contract/report";

/** What is drawn over the part: dimension, bounding box, where the photos were taken. Always seen, also through it. */

const blue = "#2f6bff";
const passColours = ["#2f6bff", "#c96a00", "#7a3ff2", "#008a72"];

export function distanceMark(points: Vector3[]): Group {
  const group = new Group();
  const geometry = new BufferGeometry().setFromPoints(points);
  const dots = new Points(
    geometry,
    new PointsMaterial({ color: blue, size: 9, sizeAttenuation: false, depthTest: false }),
  );
  dots.renderOrder = 11;
  group.add(dots);
  if (points.length === 2) {
    const line = new Line(geometry, new LineBasicMaterial({ color: blue, depthTest: false }));
    line.renderOrder = 10;
    group.add(line);
  }
  return group;
}

export function boxMark(box: Box3): Box3Helper {
  return new Box3Helper(box, new Color("#7b878b"));
}

/** Where the three sides of the box carry their lengths: the edges that meet in its lowest corner. */
export function boxLabels(box: Box3): { key: string; at: Vector3; side: number }[] {
  const { min, max } = box;
  const middle = box.getCenter(new Vector3());
  return [
    { key: "box-x", at: new Vector3(middle.x, min.y, min.z), side: max.x - min.x },
    { key: "box-y", at: new Vector3(max.x, middle.y, min.z), side: max.y - min.y },
    { key: "box-z", at: new Vector3(min.x, min.y, middle.z), side: max.z - min.z },
  ];
}

/** A small pyramid for each placed photo: its tip where the lens was, its base the way it looked. */
export function cameraMarks(cameras: Report["cameras"], sizeMm: number): Group {
  const group = new Group();
  for (const pass of new Set(cameras.map((camera) => camera.pass))) {
    const points: Vector3[] = [];
    for (const camera of cameras) if (camera.pass === pass) points.push(...pyramid(camera, sizeMm));
    const material = new LineBasicMaterial({ color: passColours[pass % passColours.length] ?? blue });
    group.add(new LineSegments(new BufferGeometry().setFromPoints(points), material));
  }
  return group;
}

function pyramid(camera: Report["cameras"][number], sizeMm: number): Vector3[] {
  const { positionMm, rotation } = camera;
  if (positionMm === null || rotation === null) return [];
  const [r0 = 1, r1 = 0, r2 = 0, r3 = 0, r4 = 1, r5 = 0, r6 = 0, r7 = 0, r8 = 1] = rotation;
  const tip = new Vector3(...positionMm);
  const halfHeight = Math.tan((((camera.verticalFovDeg ?? 50) / 2) * Math.PI) / 180);
  const halfWidth = halfHeight * (camera.aspect ?? 1.33);
  // Rows of R are the camera's axes in the world: right, down, forward.
  const corner = (x: number, y: number) =>
    new Vector3(
      r6 + x * halfWidth * r0 + y * halfHeight * r3,
      r7 + x * halfWidth * r1 + y * halfHeight * r4,
      r8 + x * halfWidth * r2 + y * halfHeight * r5,
    )
      .multiplyScalar(sizeMm)
      .add(tip);
  const base = [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)];
  return base.flatMap((point, i) => [tip, point, point, base[(i + 1) % 4] ?? point]);
}

export function disposeMark(mark: Group | Box3Helper): void {
  mark.traverse((object) => {
    if (!("geometry" in object) || !("material" in object)) return;
    (object.geometry as BufferGeometry).dispose();
    (object.material as LineBasicMaterial).dispose();
  });
}
