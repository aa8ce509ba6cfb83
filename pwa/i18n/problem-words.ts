import { type ProblemCode, problems } from "#contract/problem";

/** Title and advice of a problem; of one that only a newer app has words for, those of a fault on the server's side. */
export const problemWords = (code: ProblemCode): { title: string; todo: string } =>
  Object.hasOwn(problems, code) ? problems[code] : problems.internal;
