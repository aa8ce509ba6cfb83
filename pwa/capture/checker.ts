import type { PhotoFormat } from "#contract/photo";
import type { ProblemCode } from "#contract/problem";

export type CheckQuestion = { id: number; file: Blob };
export type CheckAnswer =
  | {
      id: number;
      ok: true;
      format: PhotoFormat;
      widthPx: number;
      heightPx: number;
      bytes: ArrayBuffer;
      sha256: string;
      thumb: ArrayBuffer | null;
    }
  | { id: number; ok: false; code: Extract<ProblemCode, `photo-${string}`> | "unreadable" };

let worker: Worker | null = null;
let nextId = 0;
const waiting = new Map<number, (answer: CheckAnswer) => void>();

/** Asks the worker, started with the first photo, to read and check one file. */
export function checkFile(file: Blob): Promise<CheckAnswer> {
  worker ??= startWorker();
  const id = nextId++;
  return new Promise((resolve) => {
    waiting.set(id, resolve);
    worker?.postMessage({ id, file } satisfies CheckQuestion);
  });
}

function startWorker(): Worker {
  const started = new Worker(new URL("./check.worker.ts", import.meta.url), { type: "module", name: "photo-check" });
  started.addEventListener("message", (event: MessageEvent<CheckAnswer>) => {
    waiting.get(event.data.id)?.(event.data);
    waiting.delete(event.data.id);
  });
  // Out of memory, most likely: what was being read is given back as unreadable, and the next photo gets a new worker.
  started.addEventListener("error", () => {
    worker = null;
    for (const [id, resolve] of waiting) resolve({ id, ok: false, code: "unreadable" });
    waiting.clear();
    started.terminate();
  });
  return started;
}
