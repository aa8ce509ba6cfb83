// Parts to calibrate on, each a shape of its own kind, made here: nothing that others drew.
import {
  BufferGeometry,
  ExtrudeGeometry,
  IcosahedronGeometry,
  LatheGeometry,
  Path,
  Shape,
  SphereGeometry,
  TorusGeometry,
  Vector2,
} from "three";

export interface MadePart {
  name: string;
  geometry: () => BufferGeometry;
}

type Outline = readonly (readonly [number, number])[];

const path = (points: Outline) => points.map(([x, y]) => new Vector2(x, y));

function extruded(outline: Outline, heightMm: number, holes: readonly Path[] = []): BufferGeometry {
  const shape = new Shape(path(outline));
  shape.holes.push(...holes);
  return new ExtrudeGeometry(shape, { depth: heightMm, bevelEnabled: false, curveSegments: 24 });
}

const rectangle = (w: number, d: number, x = 0, y = 0): Outline => [
  [x, y],
  [x + w, y],
  [x + w, y + d],
  [x, y + d],
];

function hole(x: number, y: number, radius: number): Path {
  const made = new Path();
  made.absarc(x, y, radius, 0, 2 * Math.PI, true);
  return made;
}

/** Turned about z; the profile runs round the solid's half section, from the axis back to the axis. */
function turned(profile: Outline, segments: number): BufferGeometry {
  return new LatheGeometry(path(profile), segments).rotateX(Math.PI / 2);
}

/** Side walls of a profile in x–z, extruded along y. */
const standing = (outline: Outline, depthMm: number, holes: readonly Path[] = []) =>
  extruded(outline, depthMm, holes).rotateX(Math.PI / 2);

function together(parts: BufferGeometry[]): BufferGeometry {
  const soups = parts.map((part) => (part.index ? part.toNonIndexed() : part).getAttribute("position").array);
  const all = new Float32Array(soups.reduce((sum, soup) => sum + soup.length, 0));
  let at = 0;
  for (const soup of soups) {
    all.set(soup, at);
    at += soup.length;
  }
  return withPositions(all);
}

function withPositions(positions: Float32Array): BufferGeometry {
  const sphere = new SphereGeometry(1, 3, 2);
  const made = new BufferGeometry();
  const Attribute = sphere.getAttribute("position").constructor as new (a: Float32Array, n: number) => never;
  made.setAttribute("position", new Attribute(positions, 3));
  return made;
}

function comb(): BufferGeometry {
  const teeth: [number, number][] = [[0, 0]];
  for (let i = 0; i < 16; i += 1) {
    const x = i * 4;
    teeth.push([x, 0], [x, 22], [x + 1.8, 22], [x + 1.8, 0]);
  }
  return extruded([...teeth.slice(1), [61.8, -8], [0, -8]], 3);
}

function gear(): BufferGeometry {
  const outline: [number, number][] = [];
  for (let i = 0; i < 20; i += 1)
    for (const [turn, radius] of [
      [-0.25, 15],
      [-0.13, 18],
      [0.13, 18],
      [0.25, 15],
    ] as const) {
      const angle = ((i + turn) / 20) * 2 * Math.PI;
      outline.push([radius * Math.cos(angle), radius * Math.sin(angle)]);
    }
  return extruded(outline, 9, [hole(0, 0, 4)]);
}

function letters(): BufferGeometry {
  const e: Outline = [
    ...([
      [0, 0],
      [12, 0],
      [12, 4],
      [4, 4],
      [4, 8],
      [10, 8],
      [10, 12],
      [4, 12],
      [4, 16],
    ] as const),
    ...([
      [12, 16],
      [12, 20],
      [0, 20],
    ] as const),
  ];
  const l: Outline = [
    [16, 0],
    [27, 0],
    [27, 4],
    [20, 4],
    [20, 20],
    [16, 20],
  ];
  const t: Outline = [
    [34, 0],
    [38, 0],
    [38, 16],
    [43, 16],
    [43, 20],
    [29, 20],
    [29, 16],
    [34, 16],
  ];
  return together([
    ...[e, l, t].map((letter) => extruded(letter, 6)),
    extruded(rectangle(14, 20, 46), 6, [hole(53, 10, 4)]),
  ]);
}

function pegs(): BufferGeometry {
  const made: BufferGeometry[] = [];
  for (let i = 0; i < 9; i += 1)
    made.push(
      turned(
        [
          [0, 0],
          [3, 0],
          [2.2, 18],
          [0, 18],
        ],
        24,
      ).translate((i % 3) * 12, Math.floor(i / 3) * 12, 0),
    );
  return together(made);
}

function blob(): BufferGeometry {
  const made = new IcosahedronGeometry(14, 24);
  const at = made.getAttribute("position");
  for (let i = 0; i < at.count; i += 1) {
    const [x, y, z] = [at.getX(i), at.getY(i), at.getZ(i)];
    const grow = 1 + 0.16 * Math.sin(x / 3.1) * Math.cos(y / 2.7 + 1) * Math.sin(z / 3.7 + 2);
    at.setXYZ(i, x * grow, y * grow, z * grow);
  }
  return made;
}

function sieve(): BufferGeometry {
  const holes: Path[] = [];
  for (let i = 0; i < 7; i += 1) for (let j = 0; j < 5; j += 1) holes.push(hole(6 + i * 8, 6 + j * 8, 2.6));
  return extruded(rectangle(60, 44), 5, holes);
}

const wave: Outline = [
  [0, 0],
  [16, 0],
  [19, 15],
  [22, 30],
  [18, 45],
  [15, 60],
  [13.8, 60],
  [16.8, 45],
  [20.8, 30],
  [17.8, 15],
  [14.8, 1.5],
  [0, 1.5],
];
const corner: Outline = [
  [0, 0],
  [38, 0],
  [38, 5],
  [5, 5],
  [5, 32],
  [0, 32],
];
const arch: Outline = [
  [0, 0],
  [8, 0],
  [8, 14],
  [13, 20],
  [27, 20],
  [32, 14],
  [32, 0],
  [40, 0],
  [40, 26],
  [0, 26],
];

export const madeParts: MadePart[] = [
  { name: "box", geometry: () => extruded(rectangle(20, 30), 15) },
  { name: "block", geometry: () => extruded(rectangle(60, 40), 24) },
  {
    name: "square-cup",
    geometry: () =>
      turned(
        [
          [0, 0],
          [30, 0],
          [30, 32],
          [28.2, 32],
          [28.2, 2],
          [0, 2],
        ],
        4,
      ),
  },
  { name: "bracket", geometry: () => standing(corner, 24) },
  { name: "vase", geometry: () => turned(wave, 64) },
  { name: "comb", geometry: comb },
  { name: "ball", geometry: () => new SphereGeometry(13, 48, 32) },
  { name: "letters", geometry: letters },
  {
    name: "plate",
    geometry: () => extruded(rectangle(80, 50), 4, [hole(10, 10, 3), hole(70, 10, 3), hole(40, 25, 9)]),
  },
  { name: "gear", geometry: gear },
  {
    name: "mushroom",
    geometry: () =>
      turned(
        [
          [0, 0],
          [6, 0],
          [6, 18],
          [20, 19],
          [17, 26],
          [8, 30],
          [0, 31],
        ],
        48,
      ),
  },
  { name: "arch", geometry: () => standing(arch, 18) },
  {
    name: "tube",
    geometry: () =>
      turned(
        [
          [9, 0],
          [10, 0],
          [10, 45],
          [9, 45],
          [9, 0],
        ],
        48,
      ),
  },
  {
    name: "pyramid",
    geometry: () =>
      turned(
        [
          [0, 0],
          [24, 0],
          [0, 30],
        ],
        4,
      ),
  },
  { name: "tilted-plate", geometry: () => extruded(rectangle(34, 26), 3).rotateY(-0.7) },
  { name: "pegs", geometry: pegs },
  { name: "blob", geometry: blob },
  { name: "sieve", geometry: sieve },
  { name: "ring", geometry: () => new TorusGeometry(18, 5, 24, 64) },
  {
    name: "tray",
    geometry: () =>
      turned(
        [
          [0, 0],
          [42, 0],
          [45, 12],
          [43, 12],
          [40, 1.2],
          [0, 1.2],
        ],
        6,
      ),
  },
];

/** A soup of triangles, nine coordinates each, standing on z = 0. */
export function trianglesOf(part: MadePart): Float32Array {
  const made = part.geometry();
  const soup = made.index ? made.toNonIndexed() : made;
  soup.computeBoundingBox();
  soup.translate(0, 0, -(soup.boundingBox?.min.z ?? 0));
  return withoutSlivers(Float32Array.from(soup.getAttribute("position").array));
}

/** Poles and axes leave triangles without area; vertices of one place differ in the last bits. */
function withoutSlivers(raw: Float32Array): Float32Array {
  const soup = raw.map((value) => Math.round(value * 1e4) / 1e4);
  const kept: number[] = [];
  for (let i = 0; i < soup.length; i += 9) {
    const corners = [0, 3, 6].map((at) => soup.subarray(i + at, i + at + 3).join(" "));
    if (new Set(corners).size === 3) kept.push(...soup.subarray(i, i + 9));
  }
  return Float32Array.from(kept);
}

export function binaryStl(triangles: Float32Array): Uint8Array {
  const bytes = new Uint8Array(84 + (triangles.length / 9) * 50);
  const view = new DataView(bytes.buffer);
  view.setUint32(80, triangles.length / 9, true);
  for (let t = 0; t < triangles.length / 9; t += 1)
    for (let i = 0; i < 9; i += 1) view.setFloat32(84 + t * 50 + 12 + i * 4, triangles[t * 9 + i] ?? 0, true);
  return bytes;
}
