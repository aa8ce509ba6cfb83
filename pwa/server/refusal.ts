import { words } from "../i18n/words.ts";
import type { Answer } from "../outbox/model.ts";

/** Why something was not done, in words: the server's problem, or that it does not answer. Null: it was done. */
export type Refusal = { code: string; title: string; todo: string };

export function refusalOf(answer: Answer<unknown>): Refusal | null {
  if (answer.kind === "ok") return null;
  if (answer.kind === "unreachable") return words.app.noServer;
  const { code, title, todo } = answer.problem;
  return { code, title, todo };
}
