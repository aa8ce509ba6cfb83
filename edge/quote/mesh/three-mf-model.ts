import type { FileUnit } from "#contract/print-settings";
import type { Mesh } from "./mesh.ts";
import { MeshBuilder } from "./mesh-builder.ts";
import { MeshProblem } from "./mesh-problem.ts";
import type { Attributes, TagTaker } from "./xml-tags.ts";

/** Twelve numbers, row by row, the last row the shift: a point is multiplied from the left. */
export type Transform = readonly number[];

export interface Instance {
  path: string | null;
  objectId: string;
  transform: Transform | null;
}

export interface ModelObject {
  type: string;
  mesh: Mesh | null;
  components: Instance[];
}

const units: Record<string, FileUnit> = {
  ...{ micron: "um", millimeter: "mm", centimeter: "cm", meter: "m", inch: "inch", foot: "foot" },
};

/** Those that change nothing about the shape, or are read here. */
const extensions = /\/(production\/2015\/06|material\/2015\/02|trianglesets\/2021\/07)$/;
const componentsMost = 10_000;
const numeral = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** One `.model` part: its objects by id, and what is to be built. */
export class ThreeMfModel implements TagTaker {
  readonly objects = new Map<string, ModelObject>();
  readonly items: Instance[] = [];
  unit: FileUnit = "mm";
  private prefix = "";
  private object: { id: string; made: ModelObject } | null = null;
  private builder: MeshBuilder | null = null;
  private places: number[] = [];
  private componentCount = 0;

  opens(name: string, attributes: Attributes): void {
    if (name === "model" || name.endsWith(":model")) this.model(name, attributes);
    if (!name.startsWith(this.prefix)) return;
    const core = name.slice(this.prefix.length);
    if (core === "vertex") this.vertex(attributes);
    else if (core === "triangle") this.triangle(attributes);
    else if (core === "object") this.beginObject(attributes);
    else if (core === "mesh") this.beginMesh();
    else if (core === "component") this.component(attributes);
    else if (core === "item") this.items.push(this.instance(attributes));
  }

  closes(name: string): void {
    if (!name.startsWith(this.prefix)) return;
    const core = name.slice(this.prefix.length);
    if (core === "mesh" && this.builder && this.object) {
      this.object.made.mesh = this.builder.triangleCount > 0 ? this.builder.done() : null;
      this.builder = null;
      this.places = [];
    } else if (core === "object" && this.object) {
      this.objects.set(this.object.id, this.object.made);
      this.object = null;
    }
  }

  private model(name: string, attributes: Attributes): void {
    this.prefix = name.slice(0, -"model".length);
    const unit = attributes.get("unit") ?? "millimeter";
    if (!Object.hasOwn(units, unit)) throw new MeshProblem("mesh-malformed", `the unit "${unit.slice(0, 20)}"`);
    this.unit = units[unit] as FileUnit;
    for (const wanted of (attributes.get("requiredextensions") ?? "").split(/\s+/).filter(Boolean)) {
      const space = attributes.get(`xmlns:${wanted}`) ?? "";
      if (!extensions.test(space))
        throw new MeshProblem("mesh-extension-needed", space.slice(0, 100) || wanted.slice(0, 20));
    }
  }

  private beginObject(attributes: Attributes): void {
    const id = needed(attributes, "id");
    if (this.object || this.objects.has(id))
      throw new MeshProblem("mesh-malformed", `the object ${id.slice(0, 20)} twice`);
    this.object = { id, made: { type: attributes.get("type") ?? "model", mesh: null, components: [] } };
  }

  private beginMesh(): void {
    if (!this.object || this.builder) throw new MeshProblem("mesh-malformed", "a mesh outside an object");
    this.builder = new MeshBuilder();
  }

  private vertex(attributes: Attributes): void {
    if (!this.builder) throw new MeshProblem("mesh-malformed", "a vertex outside a mesh");
    const [x, y, z] = ["x", "y", "z"].map((axis) => coordinate(needed(attributes, axis))) as [number, number, number];
    this.places.push(this.builder.vertex(x, y, z));
  }

  private triangle(attributes: Attributes): void {
    if (!this.builder) throw new MeshProblem("mesh-malformed", "a triangle outside a mesh");
    const [a, b, c] = ["v1", "v2", "v3"].map((name) => {
      const index = needed(attributes, name);
      const place = /^\d{1,9}$/.test(index) ? this.places[Number(index)] : undefined;
      if (place === undefined) throw new MeshProblem("mesh-malformed", `there is no vertex ${index.slice(0, 20)}`);
      return place;
    }) as [number, number, number];
    this.builder.triangle(a, b, c);
  }

  private component(attributes: Attributes): void {
    this.componentCount += 1;
    if (this.componentCount > componentsMost) throw new MeshProblem("mesh-components-circular", "too many components");
    this.object?.made.components.push(this.instance(attributes));
  }

  private instance(attributes: Attributes): Instance {
    const path = [...attributes].find(([name]) => /(^|:)path$/.test(name))?.[1] ?? null;
    const text = attributes.get("transform");
    const transform = text === undefined ? null : text.trim().split(/\s+/).map(coordinate);
    if (transform && transform.length !== 12) throw new MeshProblem("mesh-malformed", "a transform has twelve numbers");
    return { path, objectId: needed(attributes, "objectid"), transform };
  }
}

function needed(attributes: Attributes, name: string): string {
  const value = attributes.get(name);
  if (value === undefined) throw new MeshProblem("mesh-malformed", `the attribute ${name} is missing`);
  return value;
}

function coordinate(text: string): number {
  if (/^[+-]?(nan|inf)/i.test(text)) throw new MeshProblem("mesh-not-finite", text.slice(0, 20));
  if (!numeral.test(text)) throw new MeshProblem("mesh-malformed", `"${text.slice(0, 20)}" is no number`);
  return Number(text);
}
