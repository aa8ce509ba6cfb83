import { bodiesOf, measuresOf } from "../mesh/measures.ts";
import { boxOf, type Mesh } from "../mesh/mesh.ts";
import { type Columns, columnsOf } from "./columns.ts";
import { type Slabs, slabsOf } from "./slabs.ts";

/** All that the estimate asks of a part as it lies. Made once; every setting is then answered from it. */
export interface Shape {
  sizeMm: [number, number, number];
  volumeMm3: number;
  areaMm2: number;
  columns: Columns;
  slabs: Slabs;
}

/** What a layer is made of hangs on columns and slabs; with that known, this is all that the estimate asks. */
export interface Outline extends Pick<Shape, "sizeMm" | "volumeMm3" | "areaMm2"> {
  slabs: Omit<Slabs, "depth">;
}

/** Of a part that has been placed: its lowest point at z = 0. */
export function shapeOf(mesh: Mesh): Shape {
  const { max } = boxOf(mesh.positions);
  const { bodyOf, bodies } = bodiesOf(mesh);
  const { volumeMm3, areaMm2 } = measuresOf(mesh, bodyOf, bodies);
  const columns = columnsOf(mesh);
  return { sizeMm: max, volumeMm3, areaMm2, columns, slabs: slabsOf(mesh, columns, max[2], volumeMm3) };
}
