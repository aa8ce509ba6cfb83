import { MeshProblem } from "./mesh-problem.ts";

const longestLine = 1_000_000;

/** Cuts pushed bytes into lines; the rest of a piece waits for the next. */
export class TextLines {
  private readonly decoder = new TextDecoder();
  private rest = "";
  private readonly take: (line: string) => void;

  constructor(take: (line: string) => void) {
    this.take = take;
  }

  push(bytes: Uint8Array): void {
    this.cut(this.rest + this.decoder.decode(bytes, { stream: true }));
  }

  end(): void {
    this.cut(this.rest + this.decoder.decode());
    if (this.rest) this.take(this.rest);
    this.rest = "";
  }

  private cut(text: string): void {
    let from = 0;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", from)) {
      this.take(text.slice(from, text.charCodeAt(at - 1) === 13 && at > from ? at - 1 : at));
      from = at + 1;
    }
    this.rest = text.slice(from);
    if (this.rest.length > longestLine)
      throw new MeshProblem("mesh-malformed", `a line of more than ${longestLine} letters`);
  }
}
