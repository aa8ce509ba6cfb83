import { MeshBuilder } from "./mesh-builder.ts";
import { MeshProblem } from "./mesh-problem.ts";
import type { PartReader, ReadPart } from "./reader.ts";
import { TextLines } from "./text-lines.ts";

const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** `solid … facet … vertex x y z … endsolid`; several solids may follow each other. Normals are not read. */
export class TextStlReader implements PartReader {
  private readonly builder = new MeshBuilder();
  private readonly lines = new TextLines((line) => this.line(line));
  private corners: number[] = [];
  private lineNumber = 0;
  private open = false;
  private closed = false;
  private ending = false;

  push(bytes: Uint8Array): void {
    this.lines.push(bytes);
  }

  end(): ReadPart {
    this.ending = true;
    this.lines.end();
    if (this.open || this.corners.length > 0) throw new MeshProblem("mesh-truncated", "the last facet does not end");
    const mesh = this.builder.done();
    if (!this.closed) throw new MeshProblem("mesh-truncated", "there is no endsolid");
    return { mesh, unit: null, trailingBytes: 0 };
  }

  private line(text: string): void {
    this.lineNumber += 1;
    const words = text.trim().split(/\s+/);
    const word = words[0]?.toLowerCase() ?? "";
    if (word === "vertex") this.corners.push(this.vertex(words));
    else if (word === "facet") this.beginFacet();
    else if (word === "endfacet") this.endFacet();
    else if (word === "endsolid") this.closed = true;
    else if (word === "solid") this.closed = false;
    else if (word !== "outer" && word !== "endloop" && word !== "") throw this.broken(`"${word.slice(0, 20)}"`);
  }

  private vertex(words: string[]): number {
    if (words.length !== 4 || !this.open) throw this.broken("a vertex out of place");
    const [x, y, z] = words.slice(1).map((word) => this.coordinate(word)) as [number, number, number];
    return this.builder.vertex(x, y, z);
  }

  private coordinate(word: string): number {
    if (/^[+-]?(nan|inf)/i.test(word))
      throw new MeshProblem("mesh-not-finite", `line ${this.lineNumber}: ${word.slice(0, 20)}`);
    if (!number.test(word)) throw this.broken(`"${word.slice(0, 20)}" is no number`);
    return Number(word);
  }

  private beginFacet(): void {
    if (this.open) throw this.broken("a facet within a facet");
    this.open = true;
  }

  private endFacet(): void {
    const [a, b, c] = this.corners;
    if (this.corners.length !== 3 || a === undefined || b === undefined || c === undefined) {
      throw this.broken(`a facet with ${this.corners.length} corners`);
    }
    this.builder.triangle(a, b, c);
    this.corners = [];
    this.open = false;
  }

  private broken(what: string): MeshProblem {
    // The last line may have been cut within a word.
    return new MeshProblem(this.ending ? "mesh-truncated" : "mesh-malformed", `line ${this.lineNumber}: ${what}`);
  }
}
