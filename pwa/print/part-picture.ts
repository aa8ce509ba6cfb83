import {
  BufferAttribute,
  BufferGeometry,
  Color,
  GridHelper,
  Group,
  type LineBasicMaterial,
  Matrix4,
  Mesh,
  MeshBasicMaterial,
  MeshStandardMaterial,
  type Sphere,
} from "three";
import type { Orientation } from "#contract/print-settings";
import { turnOf } from "#quote/estimate/placed";
import { makeStage } from "../viewer/stage.ts";

const problem = { stops: "#d1382c", warns: "#d98a00", tells: "#2f6bff" } as const;
export type Mark = { readonly triangles: readonly number[]; readonly severity: keyof typeof problem };
export type Picture = ReturnType<typeof makePicture>;

const squareMm = 10;
/** Black must stand out from a dark page too. */
const daylight = new Color("#b9c2c6");

/** A part as it lies on the bed, in its colour, with what was found on it marked. */
export function makePicture(canvas: HTMLCanvasElement, positions: Float32Array, triangles: Uint32Array) {
  const stage = makeStage(canvas, () => undefined);
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(positions, 3));
  geometry.setIndex(new BufferAttribute(triangles, 1));
  // Faces are shaded by the picture itself: normals would take more room than the part.
  const surface = new MeshStandardMaterial({ roughness: 0.7, metalness: 0.02, flatShading: true, side: 2 });
  const part = new Mesh(geometry, surface);
  const marks = new Group();
  const turned = new Group();
  turned.matrixAutoUpdate = false;
  turned.add(part, marks);
  stage.scene.add(turned);
  let grid: GridHelper | null = null;

  const clearMarks = () => {
    for (const child of marks.children) disposeOf(child as Mesh<BufferGeometry, MeshBasicMaterial>);
    marks.clear();
  };
  const dropGrid = () => {
    grid?.removeFromParent();
    grid?.dispose();
  };
  return {
    turn: stage.turn,
    dolly: stage.dolly,
    fit: () => stage.fit(sphereOf(turned, geometry)),
    lie(orientation: Orientation) {
      turned.matrix.copy(lyingMatrix(positions, orientation));
      turned.matrixWorldNeedsUpdate = true;
      const sphere = sphereOf(turned, geometry);
      dropGrid();
      grid = bedBelow(sphere.radius);
      stage.scene.add(grid);
      stage.fit(sphere);
    },
    paint(hex: string) {
      surface.color.set(hex).lerp(daylight, 0.25);
      stage.invalidate();
    },
    mark(shown: readonly Mark[]) {
      clearMarks();
      for (const one of shown) marks.add(...markOf(positions, triangles, one));
      stage.invalidate();
    },
    dispose() {
      clearMarks();
      dropGrid();
      geometry.dispose();
      surface.dispose();
      stage.dispose();
    },
  };
}

/** Turned as chosen, moved so that it stands on the bed, in its middle. */
function lyingMatrix(positions: Float32Array, orientation: Orientation): Matrix4 {
  const m = turnOf(orientation);
  const [low, high] = [
    [Infinity, Infinity, Infinity],
    [-Infinity, -Infinity, -Infinity],
  ];
  for (let v = 0; v < positions.length; v += 3) {
    const [x, y, z] = [positions[v], positions[v + 1], positions[v + 2]] as [number, number, number];
    for (let k = 0; k < 3; k += 1) {
      const at = (m[k * 3] as number) * x + (m[k * 3 + 1] as number) * y + (m[k * 3 + 2] as number) * z;
      if (at < (low[k] as number)) low[k] = at;
      if (at > (high[k] as number)) high[k] = at;
    }
  }
  const middle = (k: number) => -((low[k] as number) + (high[k] as number)) / 2;
  return new Matrix4().set(
    ...([m[0], m[1], m[2], middle(0)] as const),
    ...([m[3], m[4], m[5], middle(1)] as const),
    ...([m[6], m[7], m[8], -(low[2] as number)] as const),
    ...([0, 0, 0, 1] as const),
  );
}

function sphereOf(turned: Group, geometry: BufferGeometry): Sphere {
  if (!geometry.boundingSphere) geometry.computeBoundingSphere();
  return (geometry.boundingSphere as Sphere).clone().applyMatrix4(turned.matrix);
}

function bedBelow(radius: number): GridHelper {
  const squares = Math.min(60, Math.max(4, Math.ceil((radius * 2.6) / squareMm)));
  const lines = new Color("#8a9499");
  const grid = new GridHelper(squares * squareMm, squares, lines, lines);
  // three's grid lies on its own ground; the bed is at z = 0.
  grid.rotation.x = Math.PI / 2;
  grid.position.z = -0.02;
  const material = grid.material as LineBasicMaterial;
  material.transparent = true;
  material.opacity = 0.45;
  return grid;
}

/** Over the part where it can be seen, faintly through it where it cannot. */
function markOf(positions: Float32Array, triangles: Uint32Array, { triangles: which, severity }: Mark): Mesh[] {
  const at = new Float32Array(which.length * 9);
  which.forEach((triangle, i) => {
    for (let corner = 0; corner < 3; corner += 1) {
      const vertex = (triangles[triangle * 3 + corner] ?? 0) * 3;
      at.set(positions.subarray(vertex, vertex + 3), i * 9 + corner * 3);
    }
  });
  const look = { color: problem[severity], side: 2, transparent: true, depthWrite: false } as const;
  const over = new MeshBasicMaterial({ ...look, opacity: 0.92, polygonOffset: true, polygonOffsetFactor: -2 });
  const through = new MeshBasicMaterial({ ...look, opacity: 0.3, depthTest: false });
  return [over, through].map((material) => {
    const geometry = new BufferGeometry();
    geometry.setAttribute("position", new BufferAttribute(at, 3));
    const mesh = new Mesh(geometry, material);
    mesh.renderOrder = 5;
    return mesh;
  });
}

function disposeOf(mesh: Mesh<BufferGeometry, MeshBasicMaterial>): void {
  mesh.geometry.dispose();
  mesh.material.dispose();
}
