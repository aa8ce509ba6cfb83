import type { Orientation } from "#contract/print-settings";
import { placed } from "#quote/estimate/placed";
import type { Mesh } from "#quote/mesh/mesh";

/** More would take longer than anybody waits for a picture. */
const trianglesMost = 400_000;
const marginShare = 0.06;
/** Seen from the front, right and above: what lies to the right, upwards and towards the eye on the picture. */
const right = [Math.SQRT1_2, Math.SQRT1_2, 0] as const;
const up = [-0.3536, 0.3536, 0.866] as const;
const towards = [0.6124, -0.6124, 0.5] as const;
const light = [0.36, -0.64, 0.68] as const;

type Axis = readonly [number, number, number];
const along = (axis: Axis, x: number, y: number, z: number) => axis[0] * x + axis[1] * y + axis[2] * z;

/** A still picture of a part as it lies, drawn pixel by pixel: 3D in a browser weighs more than the whole widget. */
export function drawStill(canvas: HTMLCanvasElement, mesh: Mesh, orientation: Orientation, hex: string): void {
  const pen = canvas.getContext("2d");
  const { width, height } = canvas;
  if (!pen) return;
  pen.clearRect(0, 0, width, height);
  if (mesh.triangles.length / 3 > trianglesMost) return;
  const seen = project(placed(mesh, orientation), width, height);
  const picture = pen.createImageData(width, height);
  const depth = new Float32Array(width * height).fill(-Infinity);
  const colour = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as [number, number, number];
  for (let t = 0; t < mesh.triangles.length; t += 3) {
    const corners = [0, 1, 2].map((k) => (mesh.triangles[t + k] as number) * 3) as [number, number, number];
    fill(picture, depth, seen, corners, colour);
  }
  pen.putImageData(picture, 0, 0);
}

/** Each vertex as pixel across, pixel down, and nearness. */
function project({ positions }: Mesh, width: number, height: number): Float32Array {
  const seen = new Float32Array(positions.length);
  const [low, high] = [
    [Infinity, Infinity],
    [-Infinity, -Infinity],
  ] as [[number, number], [number, number]];
  for (let v = 0; v < positions.length; v += 3) {
    const [x, y, z] = [positions[v], positions[v + 1], positions[v + 2]] as [number, number, number];
    seen[v] = along(right, x, y, z);
    seen[v + 1] = -along(up, x, y, z);
    seen[v + 2] = along(towards, x, y, z);
    for (const k of [0, 1] as const) {
      low[k] = Math.min(low[k], seen[v + k] as number);
      high[k] = Math.max(high[k], seen[v + k] as number);
    }
  }
  const room = 1 - 2 * marginShare;
  const scale = Math.min((width * room) / (high[0] - low[0] || 1), (height * room) / (high[1] - low[1] || 1));
  const [dx, dy] = [width / 2 - (scale * (low[0] + high[0])) / 2, height / 2 - (scale * (low[1] + high[1])) / 2];
  for (let v = 0; v < seen.length; v += 3) {
    seen[v] = (seen[v] as number) * scale + dx;
    seen[v + 1] = (seen[v + 1] as number) * scale + dy;
    seen[v + 2] = (seen[v + 2] as number) * scale;
  }
  return seen;
}

function fill(
  { data, width, height }: ImageData,
  depth: Float32Array,
  seen: Float32Array,
  corners: readonly [number, number, number],
  colour: readonly [number, number, number],
): void {
  const at = (corner: 0 | 1 | 2, k: 0 | 1 | 2) => seen[corners[corner] + k] as number;
  const [ax, ay, bx, by, cx, cy] = [at(0, 0), at(0, 1), at(1, 0), at(1, 1), at(2, 0), at(2, 1)];
  const area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);
  if (area === 0) return;
  const shade = shadeOf(seen, corners);
  const [fromX, toX] = [
    Math.max(0, Math.ceil(Math.min(ax, bx, cx) - 1)),
    Math.min(width - 1, Math.max(ax, bx, cx) + 1),
  ];
  const [fromY, toY] = [
    Math.max(0, Math.ceil(Math.min(ay, by, cy) - 1)),
    Math.min(height - 1, Math.max(ay, by, cy) + 1),
  ];
  for (let y = fromY; y <= toY; y += 1) {
    for (let x = fromX; x <= toX; x += 1) {
      const b = ((x - ax) * (cy - ay) - (y - ay) * (cx - ax)) / area;
      const c = ((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / area;
      const near = at(0, 2) * (1 - b - c) + at(1, 2) * b + at(2, 2) * c;
      const pixel = y * width + x;
      if (b < 0 || c < 0 || b + c > 1 || near <= (depth[pixel] as number)) continue;
      depth[pixel] = near;
      for (const k of [0, 1, 2] as const) data[pixel * 4 + k] = 46 + (colour[k] * 0.78 + 30) * shade;
      data[pixel * 4 + 3] = 255;
    }
  }
}

/** By the face's own direction; faces that look the wrong way are lit as if they did not. */
function shadeOf(seen: Float32Array, [a, b, c]: readonly [number, number, number]): number {
  const edge = (to: number, k: number) => (seen[to + k] as number) - (seen[a + k] as number);
  const [ux, uy, uz, vx, vy, vz] = [edge(b, 0), edge(b, 1), edge(b, 2), edge(c, 0), edge(c, 1), edge(c, 2)];
  const normal: Axis = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
  const length = Math.hypot(...normal) || 1;
  // On the picture y points down.
  const lit = along([light[0], light[1], light[2]], normal[0] / length, normal[1] / length, normal[2] / length);
  return 0.28 + 0.62 * Math.abs(lit);
}
