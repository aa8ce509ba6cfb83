import type { FileUnit } from "#contract/print-settings";
import { MeshProblem } from "#quote/mesh/mesh-problem";
import { readPartFrom } from "#quote/mesh/read-part";
import { firstShop, type Shop } from "./choice.ts";
import { cheaperWays, estimateOrder } from "./estimate-order.ts";
import { oneMoreEstimate } from "./little-by-little.ts";
import { lookAtPart } from "./look-at-part.ts";
import type { News, Question } from "./messages.ts";
import type { PrintOrder } from "./order.ts";
import { makeShelf } from "./part-shelf.ts";

/** Holds the parts off the main thread: reads and checks them, and answers what a choice costs. */

const scope = self as unknown as DedicatedWorkerGlobalScope;
let shop: Shop = firstShop;
const shelf = makeShelf(() => shop);
/** The ways to lower a price ask for many estimates: only of a choice that somebody stays with. */
const restMs = 120;
let resting: ReturnType<typeof setTimeout> | undefined;

const tell = (news: News, transfer: Transferable[] = []) => scope.postMessage(news, transfer);

scope.addEventListener("message", ({ data }: MessageEvent<Question>) => {
  if (data.kind === "shop") shop = data.shop;
  if (data.kind === "open") void open(data.partId, data.file, data.unit);
  if (data.kind === "unit") look(data.partId, data.unit);
  if (data.kind === "drop") shelf.drop(data.partId);
  if (data.kind === "price") price(data.revision, data.order);
});

async function open(partId: string, file: Blob, unit: FileUnit | null): Promise<void> {
  try {
    const read = await readPartFrom(piecesOf(partId, file), file.size);
    if (read.format === "step") return tell({ kind: "failed", partId, code: "step" });
    shelf.put(partId, { read, mesh: read.mesh });
    look(partId, unit);
  } catch (error) {
    tell({ kind: "failed", partId, code: codeOf(error) });
  }
}

function codeOf(error: unknown) {
  if (error instanceof MeshProblem) return error.code;
  return error instanceof RangeError ? "out-of-memory" : "unreadable";
}

const pieceBytes = 1 << 20;

/** In pieces, so that a phone holds little more than the part itself. */
async function* piecesOf(partId: string, file: Blob): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < file.size; at += pieceBytes) {
    yield new Uint8Array(await file.slice(at, at + pieceBytes).arrayBuffer());
    tell({ kind: "reading", partId, share: Math.min(1, (at + pieceBytes) / file.size) });
  }
}

function look(partId: string, unit: FileUnit | null): void {
  const part = shelf.part(partId);
  if (!part) return;
  tell({ kind: "checking", partId });
  try {
    const { mesh, ...looked } = lookAtPart(part.read, unit, shop);
    shelf.put(partId, { read: part.read, mesh });
    const [positions, triangles] = [mesh.positions.slice(), mesh.triangles.slice()];
    tell({ kind: "checked", partId, part: { ...looked, positions, triangles } }, [positions.buffer, triangles.buffer]);
  } catch (error) {
    shelf.drop(partId);
    tell({ kind: "failed", partId, code: codeOf(error) });
  }
}

function price(revision: number, order: PrintOrder): void {
  clearTimeout(resting);
  try {
    const made = estimateOrder(shop, order, shelf.estimateOf);
    if (made.ok) {
      tell({ kind: "priced", revision, order, estimate: made.estimate });
      resting = setTimeout(() => tellCheaper(revision, order), restMs);
    } else tell({ kind: "unpriced", revision, unpriced: made });
  } catch (error) {
    console.error("The price could not be estimated", error);
    tell({ kind: "unpriced", revision, unpriced: { why: "broke" } });
  }
}

/** An estimate at a time, so that a new choice need not wait for the rest. */
function tellCheaper(revision: number, order: PrintOrder): void {
  const byPart: Record<string, ReturnType<typeof cheaperWays>> = {};
  const lines = [...order.lines];
  const next = () => {
    const [line] = lines;
    if (!line) return tell({ kind: "cheaper", revision, byPart });
    const ways = oneMoreEstimate(shelf, (estimateOf) => cheaperWays(shop, line, order.leadTime, estimateOf));
    if (ways) {
      byPart[line.partId] = ways.done;
      lines.shift();
    }
    resting = setTimeout(next);
  };
  next();
}
