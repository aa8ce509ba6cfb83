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
  /** Linear RGB of each vertex as the file has it: by evidence. */
  evidenceColours: Float32Array | null;
  /** The face of the report that each vertex belongs to; empty when the file does not say. */
  faceOf: Int32Array;
  /** How far off the cloud lies at each vertex, outward positive; NaN where nothing was measured. */
  deviation: Float32Array | null;
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
  geometry.computeBoundingBox();
  geometry.computeBoundingSphere();
  const evidenceColours = coloursOf(geometry);
  const faceOf = facesOf(geometry);
  const legend = evidenceColours ? legendOf(evidenceColours, faceOf, extras.faces ?? []) : [];
  return { geometry, unit: extras.unit ?? "mm", legend, evidenceColours, faceOf, deviation: deviationOf(geometry) };
}

/** RGBA → RGB: a vertex alpha would make three sort the part as transparent. */
function coloursOf(geometry: BufferGeometry): Float32Array | null {
  const colours = geometry.getAttribute("color");
  if (!colours) return null;
  const plain = new Float32Array(colours.count * 3);
  for (let i = 0; i < colours.count; i++) plain.set([colours.getX(i), colours.getY(i), colours.getZ(i)], i * 3);
  geometry.setAttribute("color", new BufferAttribute(plain.slice(), 3));
  return plain;
}

// GLTFLoader writes custom attributes in lower case.
function facesOf(geometry: BufferGeometry): Int32Array {
  const faces = geometry.getAttribute("_face");
  return Int32Array.from({ length: faces?.count ?? 0 }, (_, i) => Math.round(faces.getX(i)));
}

function deviationOf(geometry: BufferGeometry): Float32Array | null {
  const pairs = geometry.getAttribute("_deviation");
  if (!pairs) return null;
  return Float32Array.from({ length: pairs.count }, (_, i) => (pairs.getY(i) > 0.5 ? pairs.getX(i) : Number.NaN));
}

/** The file colours each face by its evidence: the legend is read from it, so that the two cannot disagree. */
function legendOf(
  colours: Float32Array,
  faceOf: Int32Array,
  faces: NonNullable<Extras["faces"]>,
): { evidence: Evidence; colour: string }[] {
  const evidenceOf = new Map(faces.map((face, index) => [face.id ?? index, face.evidence]));
  const legend = new Map<Evidence, string>();
  faceOf.forEach((face, i) => {
    const evidence = evidenceOf.get(face);
    if (evidence === undefined || legend.has(evidence)) return;
    legend.set(evidence, new Color().fromArray(colours, i * 3).getStyle());
  });
  return (["measured", "fitted", "guessed"] as const).flatMap((evidence) => {
    const colour = legend.get(evidence);
    return colour === undefined ? [] : [{ evidence, colour }];
  });
}
