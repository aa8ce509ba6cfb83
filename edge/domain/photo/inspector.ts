import type { ProblemCode } from "#contract/problem";
import { type Ask, type Parser, type PhotoFacts, Refusal } from "./ask.ts";
import { ByteWindow } from "./byte-window.ts";
import { parsePhoto } from "./format.ts";

export type Inspection =
  | { readonly state: "more" }
  | { readonly state: "accepted"; readonly facts: PhotoFacts }
  | { readonly state: "refused"; readonly code: ProblemCode; readonly detail: string };

const more: Inspection = { state: "more" };

/**
 * Judges a photo while it passes by: format by content, size in pixels, whole to its last byte, nothing hidden behind it.
 * Push every chunk, then `end()`. Keeps at most what a parser asks for (a few kB; the meta box of HEIC: ≤ 2 MiB).
 */
export class PhotoInspector {
  private readonly parser: Parser;
  private readonly window = new ByteWindow();
  private asked: Ask | null = null;
  private verdict: Inspection = more;

  constructor(totalBytes: number) {
    this.parser = parsePhoto(totalBytes);
    this.resume(() => this.parser.next());
  }

  push(chunk: Uint8Array): Inspection {
    if (this.verdict.state !== "more") return this.verdict;
    this.window.push(chunk);
    this.drain(false);
    return this.verdict;
  }

  end(): Inspection {
    this.drain(true);
    if (this.verdict.state === "more") {
      this.verdict = { state: "refused", code: "photo-truncated", detail: "The file ends before its picture does." };
    }
    return this.verdict;
  }

  private drain(atEnd: boolean): void {
    while (this.verdict.state === "more" && this.asked) {
      const answer = this.window.answer(this.asked, atEnd);
      if (!answer) return;
      this.resume(() => this.parser.next(answer));
    }
  }

  private resume(next: () => IteratorResult<Ask, PhotoFacts>): void {
    try {
      const step = next();
      this.asked = step.done ? null : step.value;
      if (step.done) this.verdict = { state: "accepted", facts: step.value };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.verdict = { state: "refused", code: error.code, detail: error.message };
    }
  }
}
