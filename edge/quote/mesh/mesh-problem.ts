import type { ProblemCode } from "#contract/problem";
import type { quoteProblems } from "#contract/quote-problems";

export type MeshProblemCode = Extract<ProblemCode, keyof typeof quoteProblems>;

/** The file cannot be read as a part. The edge answers it as its problem, the browser shows it. */
export class MeshProblem extends Error {
  readonly code: MeshProblemCode;
  constructor(code: MeshProblemCode, detail: string) {
    super(detail);
    this.code = code;
  }
}
