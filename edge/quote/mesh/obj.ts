import { MeshBuilder } from "./mesh-builder.ts";
import { MeshProblem } from "./mesh-problem.ts";
import type { PartReader, ReadPart } from "./reader.ts";
import { TextLines } from "./text-lines.ts";

const cornersMost = 10_000;

/** `v` and `f` of Wavefront OBJ; all else (materials, textures, other files) is passed over and never opened. */
export class ObjReader implements PartReader {
  private readonly builder = new MeshBuilder();
  private readonly lines = new TextLines((line) => this.line(line));
  /** The builder's vertex of each `v`, in the file's order. */
  private places: number[] = [];
  private continued = "";
  private lineNumber = 0;

  push(bytes: Uint8Array): void {
    this.lines.push(bytes);
  }

  end(): ReadPart {
    this.lines.end();
    return { mesh: this.builder.done(), unit: null, trailingBytes: 0 };
  }

  private line(text: string): void {
    this.lineNumber += 1;
    const whole = this.continued + text;
    if (whole.length > 1_000_000) throw this.broken("a line without end");
    if (text.endsWith("\\")) {
      this.continued = `${whole.slice(0, -1)} `;
      return;
    }
    this.continued = "";
    const words = whole.trim().split(/\s+/);
    if (words[0] === "v") this.vertex(words);
    else if (words[0] === "f") this.face(words);
  }

  private vertex(words: string[]): void {
    const [x, y, z] = words.slice(1, 4).map(Number);
    if (x === undefined || y === undefined || z === undefined) throw this.broken("a vertex needs three coordinates");
    if (Number.isNaN(x + y + z) && !/nan|inf/i.test(words.join())) throw this.broken("a coordinate that is no number");
    this.places.push(this.builder.vertex(x, y, z));
  }

  /** A polygon becomes a fan: right for convex ones, which is what programs write. */
  private face(words: string[]): void {
    if (words.length < 4 || words.length > cornersMost) throw this.broken(`a face with ${words.length - 1} corners`);
    const corners = words.slice(1).map((word) => this.corner(word));
    for (let i = 2; i < corners.length; i += 1) {
      this.builder.triangle(corners[0] as number, corners[i - 1] as number, corners[i] as number);
    }
  }

  /** `7`, `7/1`, `7//3`, `7/1/3`; below zero counts back from the last. */
  private corner(word: string): number {
    const index = Number(/^(-?\d+)(\/\d*){0,2}$/.exec(word.replaceAll("/-", "/"))?.[1] ?? Number.NaN);
    const place = this.places[index < 0 ? this.places.length + index : index - 1];
    if (place === undefined) throw this.broken(`there is no vertex ${word.slice(0, 20)}`);
    return place;
  }

  private broken(what: string): MeshProblem {
    return new MeshProblem("mesh-malformed", `line ${this.lineNumber}: ${what}`);
  }
}
