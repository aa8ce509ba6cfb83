import type { MeshCheck } from "#contract/mesh-check";
import type { FileUnit, Orientation, Process } from "#contract/print-settings";
import { quoteProblems } from "#contract/quote-problems";
import type { Mesh } from "#quote/mesh/mesh";
import { MeshProblem } from "#quote/mesh/mesh-problem";
import { readPartFrom } from "#quote/mesh/read-part";
import { enPrint } from "../i18n/en-print.ts";
import type { Shop } from "../print/choice.ts";
import { type Estimated, estimateOrder } from "../print/estimate-order.ts";
import { lookAtPart } from "../print/look-at-part.ts";
import type { PrintOrder } from "../print/order.ts";
import { makeShelf } from "../print/part-shelf.ts";
import type { Trouble } from "./trouble.ts";

/** A part as this page knows it. `mesh` null: only the shop can read it, or it is too large to be read in a page. */
export interface Looked {
  readonly check: MeshCheck | null;
  readonly repaired: boolean;
  readonly ways: Readonly<Record<Process, readonly { orientation: Orientation }[]>>;
  readonly mesh: Mesh | null;
  /** Faults of its surface keep it from being priced here; the shop can try to mend them. */
  readonly mendable: boolean;
}

/** Whether this page can say what it costs; else the shop alone can. */
export const pricedHere = (looked: Looked | null | undefined): boolean => Boolean(looked?.mesh && !looked.mendable);
const mendable: ReadonlySet<string> = new Set(["mesh-open", "mesh-flipped", "mesh-inverted"]);

/** Larger files would hold up the page they are dropped on, which has no worker of ours to leave them to. */
export const readHereBytesMax = 20 * 1024 * 1024;
const pieceBytes = 1 << 20;
const asDrawn = [{ orientation: { kind: "face-down", side: "-z" } }] as const;
export const unread: Looked = {
  check: null,
  repaired: false,
  ways: { fdm: asDrawn, sla: asDrawn },
  mesh: null,
  mendable: false,
};

/** Reads, checks and estimates on this page; nothing leaves it. */
export function makeBench(shop: () => Shop) {
  const shelf = makeShelf(shop);
  const look = (partId: string, unit: FileUnit | null): Looked => {
    const part = shelf.part(partId);
    if (!part) return unread;
    const { mesh, check, ways, repairs } = lookAtPart(part.read, unit, shop());
    shelf.put(partId, { read: part.read, mesh });
    const stopping = check.findings.filter(({ severity }) => severity === "stops");
    const mend = stopping.length > 0 && stopping.every(({ code }) => mendable.has(code));
    return { check, ways, mesh, repaired: repairs.length > 0, mendable: mend };
  };
  return {
    look,
    drop: shelf.drop,
    async open(partId: string, file: Blob, onShare: (share: number) => void): Promise<Looked> {
      if (file.size > readHereBytesMax && file.size <= fileBytesMax) return unread;
      const read = await readPartFrom(piecesOf(file, onShare), file.size);
      if (read.format === "step") return unread;
      shelf.put(partId, { read, mesh: read.mesh });
      return look(partId, null);
    },
    price: (order: PrintOrder): Estimated => estimateOrder(shop(), order, shelf.estimateOf),
  };
}

const fileBytesMax = 50 * 1024 * 1024;

async function* piecesOf(file: Blob, onShare: (share: number) => void): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.size; at += pieceBytes) {
    yield new Uint8Array(await file.slice(at, at + pieceBytes).arrayBuffer());
    onShare(Math.min(1, (at + pieceBytes) / file.size));
  }
}

/** Why a file could not be opened. */
export function openTrouble(error: unknown): Trouble {
  if (error instanceof MeshProblem) {
    const { title, todo } = quoteProblems[error.code];
    return { code: error.code, title, todo };
  }
  const code = error instanceof RangeError ? "out-of-memory" : "unreadable";
  return { code, ...enPrint.problems[code] };
}
