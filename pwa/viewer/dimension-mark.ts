import { BufferGeometry, Group, Line, LineBasicMaterial, LineLoop, Points, PointsMaterial, Vector3 } from "three";
import type { Dimension } from "#contract/report";

const blue = "#2f6bff";
const circleSteps = 72;

/** A dimension drawn over the part as the report says: its lines with their ends, its circles. Seen through the part. */
export function drawDimension({ drawing }: Dimension): Group {
  const group = new Group();
  const thin = new LineBasicMaterial({ color: blue, depthTest: false });
  const dot = new PointsMaterial({ color: blue, size: 8, sizeAttenuation: false, depthTest: false });
  for (const ends of drawing.lines) {
    const geometry = new BufferGeometry().setFromPoints(ends.map((end) => new Vector3(...end)));
    group.add(new Line(geometry, thin), new Points(geometry, dot));
  }
  for (const { centre, axis, radius } of drawing.circles)
    group.add(new LineLoop(new BufferGeometry().setFromPoints(circle(centre, axis, radius)), thin));
  for (const child of group.children) child.renderOrder = 10;
  return group;
}

function circle(centre: readonly number[], axis: readonly number[], radius: number): Vector3[] {
  const along = new Vector3().fromArray(axis).normalize();
  const helper = Math.abs(along.x) < 0.9 ? new Vector3(1, 0, 0) : new Vector3(0, 1, 0);
  const x = new Vector3().crossVectors(helper, along).normalize();
  const y = new Vector3().crossVectors(along, x);
  return Array.from({ length: circleSteps }, (_, i) => {
    const turn = (2 * Math.PI * i) / circleSteps;
    return new Vector3()
      .fromArray(centre)
      .addScaledVector(x, radius * Math.cos(turn))
      .addScaledVector(y, radius * Math.sin(turn));
  });
}
