/** One finding: a thing that was promised, and what was seen instead. */
export type Failure = { what: string; detail: string };

/** What a part of the tests has to say. */
export type Outcome = { passed: number; failures: Failure[] };

export type TestPart = {
  name: string;
  title: string;
  /**
   * `beside`: needs one core and runs beside the others. `last`: needs the whole machine, when the others have ended.
   * `asked`: takes longer than it is worth every time; run by its name alone.
   */
  when?: "beside" | "last" | "asked";
  run: () => Promise<Outcome>;
};

const detailLinesMost = 60;

/** One check that holds or does not. */
export function one(what: string, ok: boolean, detail: string): Outcome {
  return ok ? { passed: 1, failures: [] } : { passed: 0, failures: [{ what, detail: shorten(detail) }] };
}

export function together(outcomes: Outcome[]): Outcome {
  return {
    passed: outcomes.reduce((sum, { passed }) => sum + passed, 0),
    failures: outcomes.flatMap(({ failures }) => failures),
  };
}

export function shorten(text: string): string {
  const lines = text.trim().split("\n");
  if (lines.length <= detailLinesMost) return lines.join("\n");
  return [`(… ${lines.length - detailLinesMost} lines before)`, ...lines.slice(-detailLinesMost)].join("\n");
}
