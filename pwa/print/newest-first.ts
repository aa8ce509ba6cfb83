/**
 * One question at a time, and of those that wait only the newest: a slider asks faster than a large part answers, and
 * what nobody looks at any more need not be answered.
 */
export function makeNewestFirst<Asked>(ask: (question: Asked) => void) {
  let underWay = false;
  let waiting: { question: Asked } | null = null;
  const next = () => {
    underWay = waiting !== null;
    const now = waiting;
    waiting = null;
    if (now) ask(now.question);
  };
  return {
    put(question: Asked): void {
      waiting = { question };
      if (!underWay) next();
    },
    answered: next,
  };
}
