import { BufferAttribute, type BufferGeometry, Color, Mesh } from "three";
import { GLTFLoader } from "three/examples/jsm/loaders/GLTFLoader.js";
import type { Report } from "#contract/report";

export type Evidence = NonNullable<Report["solid"]>["faces"][number]["evidence"];

export type Part = {
  /** In the part's own frame, z up, lengths in `unit`. */
  geometry: BufferGeometry;
  unit: "mm" | "scene";
  /** The colour of each kind of evidence its faces have, as CSS; empty when the file does not carry them. */
  legend: { evidence: Evidence; colour: string }[];
  coloured: boolean;
};

type Extras = { unit?: "mm" | "scene"; up?: string; faces?: { id?: number; evidence?: Evidence }[] };

/**
 * The exporter keeps vertices in the part's frame (mm, z up) and turns them to glTF's metres and y up by the node.
 * We measure, so the frame of the vertices is the one wanted; a file without that mark is turned back from glTF's.
 */
export async function readPart(glb: ArrayBuffer): Promise<Part> {
  const { scene } = await new GLTFLoader().parseAsync(glb, "");
  scene.updateMatrixWorld(true);
  let found: Mesh | null = null;
  scene.traverse((object) => {
    if (object instanceof Mesh) found ??= object;
  });
  if (found === null) throw new Error("The GLB holds no mesh");
  const mesh: Mesh = found;
  const extras = mesh.userData as Extras;
  const geometry: BufferGeometry = mesh.geometry;
  if (extras.up !== "z") {
    geometry.applyMatrix4(mesh.matrixWorld);
    geometry.rotateX(Math.PI / 2);
    geometry.scale(1000, 1000, 1000);
  }
  if (!geometry.getAttribute("normal")) geometry.computeVertexNormals();
  const coloured = geometry.getAttribute("color") !== undefined;
  if (coloured) dropAlpha(geometry);
  geometry.computeBoundingBox();
  geometry.computeBoundingSphere();
  const legend = coloured ? legendOf(geometry, extras.faces ?? []) : [];
  return { geometry, unit: extras.unit ?? "mm", legend, coloured };
}

/** RGBA → RGB: a vertex alpha would make three sort the part as transparent. */
function dropAlpha(geometry: BufferGeometry): void {
  const colours = geometry.getAttribute("color");
  if (colours.itemSize === 3) return;
  const plain = new Float32Array(colours.count * 3);
  for (let i = 0; i < colours.count; i++) plain.set([colours.getX(i), colours.getY(i), colours.getZ(i)], i * 3);
  geometry.setAttribute("color", new BufferAttribute(plain, 3));
}

/** The file colours each face by its evidence: the legend is read from it, so that the two cannot disagree. */
function legendOf(geometry: BufferGeometry, faces: NonNullable<Extras["faces"]>): Part["legend"] {
  // GLTFLoader writes custom attributes in lower case.
  const faceOf = geometry.getAttribute("_face");
  const colours = geometry.getAttribute("color");
  if (!faceOf) return [];
  const evidenceOf = new Map(faces.map((face, index) => [face.id ?? index, face.evidence]));
  const legend = new Map<Evidence, string>();
  for (let i = 0; i < faceOf.count; i++) {
    const evidence = evidenceOf.get(Math.round(faceOf.getX(i)));
    if (evidence === undefined || legend.has(evidence)) continue;
    legend.set(evidence, new Color(colours.getX(i), colours.getY(i), colours.getZ(i)).getStyle());
  }
  return (["measured", "fitted", "guessed"] as const).flatMap((evidence) => {
    const colour = legend.get(evidence);
    return colour === undefined ? [] : [{ evidence, colour }];
  });
}
