import type { FileUnit } from "#contract/print-settings";
import type { Mesh } from "./mesh.ts";
import { MeshBuilder } from "./mesh-builder.ts";
import { MeshProblem } from "./mesh-problem.ts";
import type { PartReader, ReadPart } from "./reader.ts";
import { ThreeMfArchive } from "./three-mf-archive.ts";
import { type Instance, ThreeMfModel, type Transform } from "./three-mf-model.ts";
import { type Attributes, XmlTags } from "./xml-tags.ts";

const relations = "_rels/.rels";
const modelRelation = "http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel";
const limits = { depthMost: 32, instancesMost: 10_000, modelsMost: 200 };
const mmOf: Record<FileUnit, number> = { um: 0.001, mm: 1, cm: 10, m: 1_000, inch: 25.4, foot: 304.8 };

const bare = (path: string) => path.replace(/^\//, "").toLowerCase();

/**
 * Geometry of a 3MF: its models' meshes placed as the build says, in the root model's unit. Print settings that
 * programs add (Metadata/*.config, post_process and the like) are never unpacked.
 */
export class ThreeMfReader implements PartReader {
  private readonly models = new Map<string, ThreeMfModel>();
  private readonly archive = new ThreeMfArchive((name) => this.reading(name));
  private root = "3d/3dmodel.model";
  private pending: Uint8Array | null = null;

  push(bytes: Uint8Array): void {
    // One piece is held back: the archive has to be told which is the last.
    if (this.pending) this.archive.push(this.pending, false);
    this.pending = bytes;
  }

  end(): ReadPart {
    this.archive.push(this.pending ?? new Uint8Array(), true);
    const root = this.models.get(this.root);
    if (!root) throw new MeshProblem("mesh-malformed", "the archive holds no 3D model");
    return { mesh: new Assembly(this.models, this.root).built(), unit: root.unit, trailingBytes: 0 };
  }

  private reading(name: string): ((bytes: Uint8Array, last: boolean) => void) | null {
    const path = bare(name);
    if (path === relations)
      return taking({ opens: (tag, attributes) => this.relation(tag, attributes), closes: () => {} });
    if (!path.endsWith(".model")) return null;
    if (this.models.size >= limits.modelsMost) throw new MeshProblem("mesh-archive-unsafe", "too many models");
    const model = new ThreeMfModel();
    this.models.set(path, model);
    return taking(model);
  }

  private relation(tag: string, attributes: Attributes): void {
    const target = attributes.get("Target");
    if (/(^|:)Relationship$/.test(tag) && attributes.get("Type") === modelRelation && target) this.root = bare(target);
  }
}

function taking(taker: ConstructorParameters<typeof XmlTags>[0]) {
  const tags = new XmlTags(taker);
  return (bytes: Uint8Array, last: boolean) => tags.push(bytes, last);
}

/** Objects made of objects, followed down and put together as one mesh. */
class Assembly {
  private readonly builder = new MeshBuilder();
  private readonly models: Map<string, ThreeMfModel>;
  private readonly root: string;
  private instances = 0;

  constructor(models: Map<string, ThreeMfModel>, root: string) {
    this.models = models;
    this.root = root;
  }

  built(): Mesh {
    for (const item of this.models.get(this.root)?.items ?? []) this.place(item, this.root, null, []);
    return this.builder.done();
  }

  private place(instance: Instance, from: string, outer: Transform | null, above: string[]): void {
    const path = instance.path === null ? from : bare(instance.path);
    const model = this.models.get(path);
    const object = model?.objects.get(instance.objectId);
    if (!model || !object)
      throw new MeshProblem("mesh-malformed", `there is no object ${instance.objectId.slice(0, 20)}`);
    const name = `${path}#${instance.objectId}`;
    this.instances += 1;
    if (above.includes(name)) throw new MeshProblem("mesh-components-circular", "an object contains itself");
    if (above.length >= limits.depthMost || this.instances > limits.instancesMost) {
      throw new MeshProblem("mesh-components-circular", "objects within objects, too many");
    }
    // Supports and the like are the slicer's to make.
    if (object.type !== "model" && object.type !== "solidsupport" && object.type !== "surface") return;
    const rescaled = mmOf[model.unit] / mmOf[this.models.get(from)?.unit ?? model.unit];
    const transform = combined(scaledBy(rescaled), combined(instance.transform, outer));
    if (object.mesh) this.add(object.mesh, transform);
    for (const component of object.components) this.place(component, path, transform, [...above, name]);
  }

  private add({ positions, triangles }: Mesh, transform: Transform | null): void {
    const places = new Uint32Array(positions.length / 3);
    for (let v = 0; v < places.length; v += 1) {
      const [x, y, z] = positions.subarray(v * 3, v * 3 + 3) as unknown as [number, number, number];
      places[v] = transform ? this.moved(x, y, z, transform) : this.builder.vertex(x, y, z);
    }
    // A mirrored part would be inside out.
    const mirrored = transform !== null && determinant(transform) < 0;
    for (let t = 0; t < triangles.length; t += 3) {
      const [a, b, c] = [0, 1, 2].map((k) => places[triangles[t + k] as number] as number) as [number, number, number];
      if (mirrored) this.builder.triangle(a, c, b);
      else this.builder.triangle(a, b, c);
    }
  }

  private moved(x: number, y: number, z: number, m: Transform): number {
    const [a, b, c] = [0, 1, 2].map((k) => x * at(m, k) + y * at(m, 3 + k) + z * at(m, 6 + k) + at(m, 9 + k)) as [
      number,
      number,
      number,
    ];
    return this.builder.vertex(a, b, c);
  }
}

const at = (m: Transform, i: number): number => m[i] as number;
const scaledBy = (by: number): Transform | null => (by === 1 ? null : [by, 0, 0, 0, by, 0, 0, 0, by, 0, 0, 0]);

/** First `a`, then `b`. */
function combined(a: Transform | null, b: Transform | null): Transform | null {
  if (!a || !b) return a ?? b;
  return Array.from({ length: 12 }, (_, i) => {
    const [row, k] = [Math.floor(i / 3), i % 3];
    const turned = at(a, row * 3) * at(b, k) + at(a, row * 3 + 1) * at(b, 3 + k) + at(a, row * 3 + 2) * at(b, 6 + k);
    return row === 3 ? turned + at(b, 9 + k) : turned;
  });
}

const determinant = (m: Transform): number =>
  at(m, 0) * (at(m, 4) * at(m, 8) - at(m, 5) * at(m, 7)) -
  at(m, 1) * (at(m, 3) * at(m, 8) - at(m, 5) * at(m, 6)) +
  at(m, 2) * (at(m, 3) * at(m, 7) - at(m, 4) * at(m, 6));
