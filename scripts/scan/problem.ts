import { type Problem, type ProblemCode, problems } from "#contract/problem";

/** A problem a person can do something about: what the server said, or what was seen before asking it. */
export class ScanProblem extends Error {
  override name = "ScanProblem";
  readonly code: ProblemCode;
  readonly detail: string | undefined;
  readonly requestId: string | undefined;

  constructor(code: ProblemCode, detail?: string, requestId?: string) {
    super(`${code}: ${problems[code].title}`);
    this.code = code;
    this.detail = detail;
    this.requestId = requestId;
  }

  static from(problem: Problem): ScanProblem {
    return new ScanProblem(problem.code, problem.detail, problem.requestId);
  }

  /** Code, text and what to do: three lines at most. */
  lines(): string[] {
    const { title, todo } = problems[this.code];
    const detail = this.detail ? [`  ${this.detail}`] : [];
    const request = this.requestId ? ` (request ${this.requestId})` : "";
    return [`${this.code}: ${title}${request}`, ...detail, `  What to do: ${todo}`];
  }
}

/** Nobody answers at the address, after several tries. */
export class Unreachable extends Error {
  override name = "Unreachable";
}
