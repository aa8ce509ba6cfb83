import type { MeshCheck } from "#contract/mesh-check";
import type { PrepareReport, PrepareTask } from "#contract/prepare";
import { preparedMeshName } from "#contract/prepare";
import { bodiesMayMeet } from "#quote/mesh/bodies-meet";
import { checkPart } from "#quote/mesh/check-part";
import type { Mesh } from "#quote/mesh/mesh";
import { MeshProblem } from "#quote/mesh/mesh-problem";
import { readPartFrom } from "#quote/mesh/read-part";
import type { ReadPart } from "#quote/mesh/reader";
import { repairSafely } from "#quote/mesh/repair";
import { storeGeometry } from "../../adapters/store-geometry.ts";
import { openDb } from "../../db/client.ts";
import { blankFinding, type PartFinding, type PartRow } from "../../db/parts.ts";
import { readCatalogue } from "../../db/price-books.ts";
import { againstMended, needsMending, withWhy } from "../../domain/quoting/judge-mended.ts";
import { preparationLimits } from "../../domain/quoting/preparation.ts";
import { partFileKey, partGeometryKey, partShapesPrefix, preparedKey } from "../../domain/storage-keys.ts";
import { orderPreparation, type PrepareEnv } from "./preparing.ts";

/** Walls below this are told: twice a common nozzle. */
const wallMmLeast = 0.8;
/** A Worker has 128 MB: larger parts are checked here, but mended by the slicer's worker alone. */
export const repairTrianglesMax = 200_000;

export const refused = (problemCode: PartFinding["problemCode"], problemDetail: string): PartFinding => ({
  ...blankFinding("refused"),
  ...{ problemCode, problemDetail: problemDetail.slice(0, 500) },
});

/**
 * A file that was scanned to its verdict: read, checked, mended where that cannot change its shape, and written as the
 * STL in mm that alone is ever sliced. What needs more (STEP, holes, bodies that overlap) waits as `preparing` for the
 * slicer's worker, whose mesh is judged here again like an upload.
 */
export async function judgePart(env: PrepareEnv, part: PartRow, nowMs: number): Promise<PartFinding> {
  const file = await env.FILES.get(partFileKey(part.partId));
  if (!file) return refused("not-found", "The file is gone.");
  try {
    const read = await readPartFrom(file.body, file.size);
    if (read.format !== "step") return await judgeMesh(env, part, read as ReadPart, null, nowMs);
    return await judgeStep(env, part, nowMs);
  } catch (error) {
    if (error instanceof MeshProblem) return refused(error.code, error.message);
    throw error;
  }
}

async function judgeStep(env: PrepareEnv, part: PartRow, nowMs: number): Promise<PartFinding> {
  if (!env.SLICER_BASE) return refused("preparer-missing", "No slicer is configured.");
  const made = await prepared(env, part.partId, "triangulate", { sha256: part.fileSha256, bytes: part.bytes }, nowMs);
  if (made.kind === "pending") return blankFinding("preparing");
  if (made.kind === "failed") return refused(made.code, made.detail);
  return judgeMesh(env, part, made.read, made.report, nowMs);
}

async function judgeMesh(
  env: PrepareEnv,
  part: PartRow,
  read: ReadPart,
  triangulated: PrepareReport | null,
  nowMs: number,
): Promise<PartFinding> {
  const { machines } = await readCatalogue(openDb(env.DB));
  const inMm = (mesh: Mesh) => checkPart({ mesh, unit: "mm", trailingBytes: 0 }, { unit: "mm", machines, wallMmLeast });
  const first = checkPart(read, { unit: part.unit, machines, wallMmLeast });
  const safe = mend(first, inMm);
  const steps: PartFinding["repairs"] = [...(triangulated ? (["triangulated"] as const) : []), ...safe.steps];
  const asItIs = async (check: MeshCheck = safe.check) => ready(env, part, check, safe.mesh, steps, triangulated);
  const needs = needsMending(safe.check);
  if (!env.SLICER_BASE || !(needs || bodiesMayMeet(safe.mesh))) return asItIs();

  const input = await storeGeometry(env.FILES, partGeometryKey(part.partId), safe.mesh);
  const made = await prepared(env, part.partId, "mend", input, nowMs);
  if (made.kind === "pending") {
    return needs || made.ageMs < preparationLimits.optionalMaxMs ? blankFinding("preparing") : asItIs();
  }
  if (made.kind === "failed") return asItIs(withWhy(safe.check, made.detail));
  if (made.report.changes.length === 0) return asItIs();
  const after = inMm(made.read.mesh);
  const united = made.report.changes.some(({ kind }) => kind === "bodies-united");
  const against = againstMended(safe.check, after.check, united);
  if (against !== null) return asItIs(withWhy(safe.check, against));
  const check = withFileFindings(first.check, after.check);
  const all = [...new Set([...steps, ...made.report.changes.map(({ kind }) => kind)])];
  return ready(env, part, check, after.mesh, all, joined(triangulated, made.report));
}

async function ready(
  env: PrepareEnv,
  part: PartRow,
  check: MeshCheck,
  mesh: Mesh,
  repairs: PartFinding["repairs"],
  preparation: PrepareReport | null,
): Promise<PartFinding> {
  const { sha256, bytes } = await storeGeometry(env.FILES, partGeometryKey(part.partId), mesh);
  if (sha256 !== part.geometrySha256) await dropShapes(env, part.partId);
  return { ...blankFinding("ready"), check, repairs, preparation, geometrySha256: sha256, geometryBytes: bytes };
}

/** What was kept for the estimate of another geometry: the part has changed its unit, or was mended. */
async function dropShapes(env: Pick<PrepareEnv, "FILES">, partId: string): Promise<void> {
  const page = await env.FILES.list({ prefix: partShapesPrefix(partId) });
  if (page.objects.length > 0) await env.FILES.delete(page.objects.map(({ key }) => key));
}

/** STEP that had to be mended as well: one report of both, in order. */
const joined = (step: PrepareReport | null, mended: PrepareReport): PrepareReport =>
  step
    ? { ...step, bodies: mended.bodies, changes: [...step.changes, ...mended.changes], after: mended.after }
    : mended;

type Made =
  | { readonly kind: "pending"; readonly ageMs: number }
  | { readonly kind: "failed"; readonly code: NonNullable<PartFinding["problemCode"]>; readonly detail: string }
  | { readonly kind: "done"; readonly report: PrepareReport; readonly read: ReadPart };

/** What the worker made of an input: ordered here, if nobody has. Its STL is read without trust. */
async function prepared(
  env: PrepareEnv,
  partId: string,
  task: PrepareTask,
  input: { readonly sha256: string; readonly bytes: number },
  nowMs: number,
): Promise<Made> {
  const row = await orderPreparation(env, partId, task, input, nowMs);
  if (!row) return { kind: "failed", code: "not-found", detail: "The part was deleted." };
  if (row.state === "failed") {
    return { kind: "failed", code: row.failureCode ?? "prepare-failed", detail: row.failureDetail };
  }
  if (row.state !== "done" || !row.report) return { kind: "pending", ageMs: nowMs - row.createdAtMs };
  const file = await env.FILES.get(preparedKey(partId, row.preparationId, row.attempt, preparedMeshName));
  if (!file) return { kind: "failed", code: "output-missing", detail: "The worker's mesh is gone." };
  const read = await readPartFrom(file.body, file.size);
  if (read.format !== "stl-binary") return { kind: "failed", code: "prepare-failed", detail: "It is no mesh." };
  return { kind: "done", report: row.report, read: { ...read, unit: "mm" } };
}

type Judged = ReturnType<typeof checkPart>;
const mendable = new Set(["mesh-open", "mesh-flipped", "mesh-inverted", "mesh-degenerate"]);

/** Only what has such a fault is touched. */
function mend(first: Judged, again: (mesh: Mesh) => Judged): Judged & { steps: PartFinding["repairs"] } {
  const faulty = first.check.findings.some(({ code }) => mendable.has(code));
  if (!faulty || first.check.triangles > repairTrianglesMax) return { ...first, steps: [] };
  const { mesh, steps } = repairSafely(first.mesh);
  if (steps.length === 0) return { ...first, steps };
  const after = again(mesh);
  return { check: withFileFindings(first.check, after.check), mesh: after.mesh, steps };
}

/** Of the first check stays what its file's numbers say. */
function withFileFindings(first: MeshCheck, after: MeshCheck): MeshCheck {
  const ofFile = first.findings.filter(({ code }) => code === "mesh-unit-doubtful" || code === "mesh-trailing-bytes");
  return { ...after, unit: first.unit, findings: [...ofFile, ...after.findings] };
}
