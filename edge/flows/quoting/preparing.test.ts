import { beforeEach, expect, test } from "vitest";
import type { PrepareChange, PrepareInput, PrepareOutput, PrepareReport } from "#contract/prepare";
import type { Problem } from "#contract/problem";
import type { PartView } from "#contract/quoting";
import type { Mesh } from "#quote/mesh/mesh";
import { MeshBuilder } from "#quote/mesh/mesh-builder";
import { binaryStl, box } from "#quote/mesh/solids";
import { freshStl, PrintShop } from "../../testing/print-shop.ts";
import { sha256Of } from "../../testing/sha256.ts";
import { useSystem } from "../../testing/use-system.ts";

const held = useSystem();
let shop: PrintShop;
beforeEach(() => {
  shop = new PrintShop(held.current);
});

interface Run {
  readonly id: string;
  readonly input: PrepareInput;
  readonly webhook: string;
}
const step = (words = "") =>
  Uint8Array.from(
    new TextEncoder().encode(`ISO-10303-21;\n/* ${crypto.randomUUID()} ${words} */\nDATA;\nEND-ISO-10303-21;\n`),
  );
const stlOf = (mesh: Mesh): Uint8Array<ArrayBuffer> => Uint8Array.from(binaryStl(mesh));
/** A size of its own: the database is shared by all tests. */
const someSize = (): [number, number, number] => [20 + Math.random() * 30, 20 + Math.random() * 30, 12];
const less = ({ positions, triangles }: Mesh, by: number): Mesh => ({ positions, triangles: triangles.slice(3 * by) });

/** The runs that the worker was given for a part, oldest first. */
const runsOf = (part: PartView): Run[] =>
  (held.current.runpod.runs as unknown as Run[]).filter(
    ({ input }) => input.preparationId && input.file.url.includes(`/parts/${part.partId}/`),
  );
function runOf(part: PartView): Run {
  const run = runsOf(part).at(-1);
  if (!run) throw new Error("the worker was not asked");
  return run;
}
const look = async ({ partId }: PartView): Promise<PartView> =>
  (await held.current.api("GET", `/parts/${partId}`)).json();

async function put(url: string, bytes: Uint8Array<ArrayBuffer>): Promise<number> {
  const headers = { "x-content-sha256": await sha256Of(bytes), "content-length": String(bytes.byteLength) };
  return (await held.current.fetch(url, { method: "PUT", body: bytes, headers })).status;
}

const reportOf = (task: PrepareReport["task"], changes: PrepareChange[] = []): PrepareReport => ({
  ...{ task, bodies: 1, unit: task === "triangulate" ? "inch" : null, deviationUm: null, changes, before: null },
  after: { triangles: 12, openEdges: 0, volumeMm3: 1, areaMm2: 1, sizeUm: [1, 1, 1] },
});

async function outputOf(
  run: Run,
  mesh: Uint8Array<ArrayBuffer>,
  changes: PrepareChange[] = [],
): Promise<PrepareOutput> {
  const { preparationId, attempt, task } = run.input;
  return {
    ...{ schema: 1, preparationId, attempt, report: reportOf(task, changes), failure: null, seconds: 1 },
    file: { sha256: await sha256Of(mesh), bytes: mesh.byteLength },
  };
}
const failureOf = (
  { input }: Run,
  code: "step-unreadable" | "mesh-mending-refused",
  detail: string,
): PrepareOutput => ({
  ...{ schema: 1, preparationId: input.preparationId, attempt: input.attempt, report: null, file: null, seconds: 1 },
  failure: { code, stage: "prepare", detail, retryable: false },
});

/** The worker puts what it made, its manifest last. */
async function deliver(run: Run, mesh: Uint8Array<ArrayBuffer>, changes?: PrepareChange[]): Promise<void> {
  expect(await put(run.input.results["prepared.stl"], mesh)).toBe(201);
  const output = new TextEncoder().encode(JSON.stringify(await outputOf(run, mesh, changes)));
  expect(await put(run.input.results["prepared.json"], Uint8Array.from(output))).toBe(201);
}
/** RunPod says that a run has ended. */
async function tell(run: Run, output: PrepareOutput): Promise<number> {
  held.current.runpod.set(run.id, { status: "COMPLETED", output } as never);
  return (await held.current.fetch(run.webhook, { method: "POST", body: "{}" })).status;
}

test("a STEP file is turned into triangles by the worker, and is then a part like any other", async () => {
  const file = step();
  const part = await shop.part(file);
  expect(part).toMatchObject({ state: "preparing", problem: null, check: null, geometrySha256: null });
  const quote = await held.current.api("POST", "/quote/calculate", shop.asked(part.partId));
  expect([quote.status, ((await quote.json()) as Problem).code]).toEqual([409, "part-not-ready"]);

  const run = runOf(part);
  expect(run.input).toMatchObject({ task: "triangulate", attempt: 1, file: { bytes: file.byteLength } });
  const fetched = await held.current.fetch(run.input.file.url);
  expect(new Uint8Array(await fetched.arrayBuffer())).toEqual(file);
  expect(fetched.headers.get("content-type")).toBe("application/octet-stream");

  const [x, y, z] = someSize();
  await deliver(run, stlOf(box([x, y, z])), [{ kind: "triangulated", count: 12, detail: "12 triangles" }]);
  const ready = await look(part);
  expect(ready).toMatchObject({ state: "ready", problem: null, repairs: ["triangulated"] });
  expect(ready.check).toMatchObject({ watertight: true, unit: { unit: "mm", sure: true }, findings: [] });
  expect(ready.check?.sizeUm.map((um) => um / 1000)).toEqual([x, y, z].map((mm) => expect.closeTo(mm, 2)));
  expect(ready.preparation).toMatchObject({ task: "triangulate", unit: "inch" });
  expect((await shop.calculate(shop.asked(part.partId))).quote.source).toBe("estimate");
  expect(shop.runsOf(ready).length).toBeGreaterThan(0);
});

test("a unit that is said later needs no second run", async () => {
  const part = await shop.part(step());
  await deliver(runOf(part), stlOf(box([1, 1, 2])));
  const answer = await held.current.api("PATCH", `/parts/${part.partId}`, { unit: "inch" });
  expect(((await answer.json()) as PartView).check?.sizeUm).toEqual([25_400, 25_400, 50_800]);
  expect(runsOf(part)).toHaveLength(1);
});

test("a STEP file that cannot be read is refused with its own problem, by the webhook alone", async () => {
  const part = await shop.part(step());
  const run = runOf(part);
  expect(await tell(run, failureOf(run, "step-unreadable", "line 3"))).toBe(200);
  expect(await look(part)).toMatchObject({
    state: "refused",
    problem: { code: "step-unreadable", detail: "line 3" },
  });
  const quote = await held.current.api("POST", "/quote/calculate", shop.asked(part.partId));
  expect([quote.status, ((await quote.json()) as Problem).code]).toEqual([422, "step-unreadable"]);
});

test("without a worker STEP is refused, and says that it is the server's lack", async () => {
  const { system } = shop;
  system.env = { ...system.env, SLICER_BASE: undefined } as unknown as typeof system.env;
  expect(await shop.part(step())).toMatchObject({ state: "refused", problem: { code: "preparer-missing" } });
});

test("a worker that is lost is asked again under a new attempt; the third time it is given up", async () => {
  const { system } = shop;
  const part = await shop.part(step());
  for (const attempt of [1, 2, 3]) {
    const run = runOf(part);
    expect(run.input.attempt).toBe(attempt);
    expect(run.input.results["prepared.stl"]).toContain(`/${attempt}/prepared.stl`);
    system.runpod.forget(run.id);
    await system.cronAt(Date.now() + attempt * 10_000);
    await system.cronAt(Date.now() + attempt * 10_000 + 5_000);
    // What an earlier attempt still brings is not taken.
    if (attempt < 3) expect(await put(run.input.results["prepared.stl"], freshStl())).toBe(410);
  }
  expect(runsOf(part)).toHaveLength(3);
  expect(await look(part)).toMatchObject({ state: "refused", problem: { code: "worker-lost" } });
});

test("a webhook with another token, and links of another part, do nothing", async () => {
  const part = await shop.part(step());
  const run = runOf(part);
  const forged = run.webhook.replace(/[^/]+$/, "x".repeat(43));
  expect((await held.current.fetch(forged, { method: "POST", body: "{}" })).status).toBe(401);
  const url = new URL(run.input.results["prepared.stl"]);
  url.pathname = url.pathname.replace(part.partId, crypto.randomUUID());
  expect(await put(url.href, freshStl())).toBe(403);
  expect(await look(part)).toMatchObject({ state: "preparing" });
});

test("what the worker sends is judged like an upload: no mesh, no part", async () => {
  const part = await shop.part(step());
  await deliver(runOf(part), Uint8Array.from(new TextEncoder().encode("solid nothing\nendsolid nothing\n")));
  expect(await look(part)).toMatchObject({ state: "refused", problem: { code: "mesh-empty" } });
});

test("a hole is closed by the worker, which sees our STL alone; what it did is said with numbers", async () => {
  const mesh = box(someSize());
  const part = await shop.part(stlOf(less(mesh, 1)));
  expect(part.state).toBe("preparing");
  const run = runOf(part);
  expect(run.input.task).toBe("mend");
  const given = new Uint8Array(await (await held.current.fetch(run.input.file.url)).arrayBuffer());
  expect([given.byteLength, await sha256Of(given)]).toEqual([84 + 11 * 50, run.input.file.sha256]);
  await deliver(run, stlOf(mesh), [{ kind: "holes-closed", count: 1, detail: "1 hole closed" }]);
  const ready = await look(part);
  expect(ready).toMatchObject({ state: "ready", repairs: ["holes-closed"], check: { watertight: true, findings: [] } });
  expect(ready.preparation?.changes).toEqual([{ kind: "holes-closed", count: 1, detail: "1 hole closed" }]);
});

test("a hole that the worker would have to guess stays one: the part has no price, and says why", async () => {
  const part = await shop.part(stlOf(less(box(someSize()), 2)));
  const run = runOf(part);
  await tell(run, failureOf(run, "mesh-mending-refused", "a hole 30 mm across is not flat"));
  const kept = await look(part);
  expect(kept).toMatchObject({ state: "ready", repairs: [], check: { watertight: false } });
  const [open] = kept.check?.findings ?? [];
  expect(open).toMatchObject({ code: "mesh-open", severity: "stops" });
  expect(open?.detail).toContain("not mended: a hole 30 mm across is not flat");
  const quote = await held.current.api("POST", "/quote/calculate", shop.asked(part.partId));
  expect([quote.status, ((await quote.json()) as Problem).code]).toEqual([422, "mesh-open"]);
});

test("a mended part that has grown, or is still open, is not taken", async () => {
  const size = someSize();
  for (const made of [box([size[0] + 1, size[1], size[2]]), less(box(size), 1)]) {
    const part = await shop.part(stlOf(less(box(size), 1)));
    await deliver(runOf(part), stlOf(made), [{ kind: "holes-closed", count: 1, detail: "1 hole closed" }]);
    const kept = await look(part);
    expect(kept.check?.findings[0]).toMatchObject({ code: "mesh-open", severity: "stops" });
    expect(kept.check?.findings[0]?.detail).toContain("not mended");
    expect(kept.repairs).toEqual([]);
  }
});

function overlapping(height: number): Mesh {
  const into = new MeshBuilder();
  box([20, 20, 20], [0, 0, 0], into);
  return box([20, 20, height], [10, 0, 0], into);
}

test("bodies that overlap are united; those that do not meet, are not asked about", async () => {
  const apart = new MeshBuilder();
  box([20, 20, 20], [0, 0, 0], apart);
  const two = await shop.part(stlOf(box([20, 20, 20 + Math.random()], [40, 0, 0], apart)));
  expect([two.state, runsOf(two).length]).toEqual(["ready", 0]);

  const height = 20 + Math.random();
  const part = await shop.part(stlOf(overlapping(height)));
  expect(part.state).toBe("preparing");
  await deliver(runOf(part), stlOf(box([30, 20, height])), [{ kind: "bodies-united", count: 2, detail: "2 bodies" }]);
  const ready = await look(part);
  expect(ready).toMatchObject({ state: "ready", check: { bodies: 1 } });
  expect(ready.repairs).toContain("bodies-united");
});

test("a part that may be priced as it is does not wait for ever to be united", async () => {
  const part = await shop.part(stlOf(overlapping(21)));
  await held.current.cronAt(Date.now() + 30_000);
  expect((await look(part)).state).toBe("preparing");
  await held.current.cronAt(Date.now() + 61_000);
  expect(await look(part)).toMatchObject({ state: "ready", repairs: [], check: { bodies: 2 } });
});

test("a part that is deleted takes its preparation along, and what arrives late is not kept", async () => {
  const part = await shop.part(step());
  const run = runOf(part);
  expect((await held.current.api("DELETE", `/parts/${part.partId}`)).status).toBe(204);
  expect(await put(run.input.results["prepared.stl"], freshStl())).toBe(410);
  expect((await held.current.env.FILES.list({ prefix: `parts/${part.partId}/` })).objects).toEqual([]);
});
