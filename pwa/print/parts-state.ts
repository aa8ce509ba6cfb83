import { createStore, produce } from "solid-js/store";
import { type FileUnit, printLimits } from "#contract/print-settings";
import type { CheckedPart, News, OpenProblem, Question } from "./messages.ts";
import type { CameBack, Prepared, There } from "./prepare-there.ts";

/** Of a class, so that the store leaves it alone: its arrays are large and go back to the worker as they are. */
class Held {
  readonly part: CheckedPart;
  constructor(part: CheckedPart) {
    this.part = part;
  }
}

export const checkedOf = (part: Part | undefined): CheckedPart | null => part?.held?.part ?? null;

/** The scan's result that a part is: the server has it already. */
export type FromScan = { readonly scanId: string; readonly jobId: string };

/** A file somebody brought, and how far it has come. */
export interface Part {
  readonly partId: string;
  readonly name: string;
  readonly bytes: number;
  readonly file: Blob;
  /** Null: a file of one's own. */
  readonly fromScan: FromScan | null;
  /** Share of the bytes read; 1 while it is being checked. */
  readonly share: number;
  readonly problem: OpenProblem | null;
  readonly held: Held | null;
  /** While it is checked again under another unit. */
  readonly busy: boolean;
  /** While the server makes it printable, or why it could not. */
  readonly there: There | null;
  /** The server's triangles stand for the file's from now on. */
  readonly prepared: Prepared | null;
}

export type Brought = { name: string; file: Blob; unit: FileUnit | null; fromScan?: FromScan };

/** The parts of this screen, in the order they came. */
export function createParts(ask: (question: Question) => void) {
  const [parts, setParts] = createStore<Part[]>([]);
  const change = (partId: string, to: Partial<Part>) => setParts((part) => part.partId === partId, to);

  return {
    all: () => parts,
    /** How many had no room. */
    add(brought: readonly Brought[]): number {
      const room = Math.max(0, printLimits.filesMax - parts.length);
      for (const { name, file, unit, fromScan = null } of brought.slice(0, room)) {
        const partId = crypto.randomUUID();
        const fresh: Part = {
          ...{ partId, name, file, fromScan, bytes: file.size, share: 0 },
          problem: null,
          held: null,
          busy: true,
          ...{ there: null, prepared: null },
        };
        setParts(produce((all) => all.push(fresh)));
        ask({ kind: "open", partId, file, unit });
      }
      return Math.max(0, brought.length - room);
    },
    remove(partId: string): void {
      setParts((all) => all.filter((part) => part.partId !== partId));
      ask({ kind: "drop", partId });
    },
    /** The file goes to the server, by the person's word; what comes back is checked here like any other. */
    async prepare(part: Part, send: (onThere: (there: There) => void) => Promise<CameBack>): Promise<void> {
      const { partId } = part;
      const back = await send((there) => change(partId, { there }));
      if (!parts.some((one) => one.partId === partId)) return;
      if (back.kind === "refused") return change(partId, { there: { stage: "refused", why: back.why } });
      change(partId, { ...{ there: null, problem: null, busy: true, share: 0 }, prepared: back.prepared });
      ask({ kind: "open", partId, file: back.mesh, unit: "mm" });
    },
    sayUnit(partId: string, unit: FileUnit): void {
      change(partId, { busy: true });
      ask({ kind: "unit", partId, unit });
    },
    hear(news: News): void {
      if (news.kind === "reading") change(news.partId, { share: news.share });
      if (news.kind === "checking") change(news.partId, { share: 1, busy: true });
      if (news.kind === "checked") change(news.partId, { held: new Held(news.part), busy: false });
      if (news.kind === "failed") change(news.partId, { problem: news.code, held: null, busy: false });
    },
    /** The worker is gone, and what it held with it. */
    lost(): void {
      setParts({ from: 0, to: parts.length - 1 }, { problem: "out-of-memory", held: null, busy: false });
    },
  };
}
export type Parts = ReturnType<typeof createParts>;
