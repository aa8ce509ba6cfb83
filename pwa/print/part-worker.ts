import type { News, Question } from "./messages.ts";

export type PartWorker = ReturnType<typeof startPartWorker>;

/** The worker that holds this screen's parts. Where it dies (most likely of memory), whoever listens is told once. */
export function startPartWorker(onNews: (news: News) => void, onDeath: () => void) {
  const worker = new Worker(new URL("./part.worker.ts", import.meta.url), { type: "module", name: "print" });
  worker.addEventListener("message", ({ data }: MessageEvent<News>) => onNews(data));
  worker.addEventListener("error", (event) => {
    console.error("The print worker broke", event.message);
    worker.terminate();
    onDeath();
  });
  return {
    ask: (question: Question) => worker.postMessage(question),
    stop: () => worker.terminate(),
  };
}
