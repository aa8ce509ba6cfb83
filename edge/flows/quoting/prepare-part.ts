import type { MeshCheck } from "#contract/mesh-check";
import { checkPart } from "#quote/mesh/check-part";
import type { Mesh } from "#quote/mesh/mesh";
import { MeshProblem } from "#quote/mesh/mesh-problem";
import { readPartFrom } from "#quote/mesh/read-part";
import type { ReadPart } from "#quote/mesh/reader";
import { repairSafely } from "#quote/mesh/repair";
import { noScanner, scanForViruses } from "../../adapters/clamd.ts";
import { storeGeometry } from "../../adapters/store-geometry.ts";
import { openDb } from "../../db/client.ts";
import { blankFinding, type PartFinding, type PartRow, savePart } from "../../db/parts.ts";
import { readCatalogue } from "../../db/price-books.ts";
import { partFileKey, partGeometryKey } from "../../domain/storage-keys.ts";
import type { Env } from "../../env.ts";

export type PartEnv = Pick<Env, "DB" | "FILES" | "CLAMD_ADDRESS">;

/** Walls below this are told: twice a common nozzle. */
const wallMmLeast = 0.8;
/** A Worker has 128 MB: larger parts are checked, but what is wrong with them is not mended. */
export const repairTrianglesMax = 200_000;

const refused = (problemCode: PartFinding["problemCode"], problemDetail: string): PartFinding => ({
  ...blankFinding("refused"),
  ...{ problemCode, problemDetail: problemDetail.slice(0, 500) },
});

/**
 * Takes a part whose file is here to its verdict: scanned for viruses, read, checked, mended where that cannot change its
 * shape, and written as the STL in mm that alone is ever sliced. May be repeated. Null: the part was deleted meanwhile.
 */
export async function preparePart(env: PartEnv, part: PartRow): Promise<PartRow | null> {
  const db = openDb(env.DB);
  const verdict = await scan(env, part);
  const found = verdict ?? (await judge(env, part));
  const saved = await savePart(db, part, found);
  // A file with a virus is not kept; one that waits for the scanner is.
  if (saved?.problemCode === "virus-found") await env.FILES.delete(partFileKey(part.partId));
  return saved;
}

/** What the scanner has against it; null: nothing. What came from a scan was made here. */
async function scan(env: PartEnv, part: PartRow): Promise<PartFinding | null> {
  if (part.jobId !== null || env.CLAMD_ADDRESS === noScanner) return null;
  const file = await env.FILES.get(partFileKey(part.partId));
  if (!file) return refused("not-found", "The file is gone.");
  const verdict = await scanForViruses(env.CLAMD_ADDRESS, file.body);
  if (verdict.kind === "clean") return null;
  if (verdict.kind === "virus") return refused("virus-found", verdict.name);
  return {
    ...blankFinding("quarantined"),
    ...{ problemCode: "scanner-unavailable", problemDetail: "It is scanned as soon as the scanner answers." },
  };
}

async function judge(env: PartEnv, part: PartRow): Promise<PartFinding> {
  const file = await env.FILES.get(partFileKey(part.partId));
  if (!file) return refused("not-found", "The file is gone.");
  try {
    const read = await readPartFrom(file.body, file.size);
    if (read.format === "step") return refused("mesh-format-unknown", "STEP is turned into triangles in the browser.");
    return await checked(env, part, read as ReadPart);
  } catch (error) {
    if (error instanceof MeshProblem) return refused(error.code, error.message);
    throw error;
  }
}

async function checked(env: PartEnv, part: PartRow, read: ReadPart): Promise<PartFinding> {
  const { machines } = await readCatalogue(openDb(env.DB));
  const settings = { unit: part.unit, machines, wallMmLeast };
  const first = checkPart(read, settings);
  const mended = mend(first, (mesh) => checkPart({ mesh, unit: "mm", trailingBytes: 0 }, { ...settings, unit: "mm" }));
  const { sha256, bytes } = await storeGeometry(env.FILES, partGeometryKey(part.partId), mended.mesh);
  return {
    ...blankFinding("ready"),
    ...{ check: mended.check, repairs: mended.steps, geometrySha256: sha256, geometryBytes: bytes },
  };
}

type Judged = ReturnType<typeof checkPart>;
const mendable = new Set(["mesh-open", "mesh-flipped", "mesh-inverted", "mesh-degenerate"]);

/** Only what has such a fault is touched; of the first check stays what its file's numbers say. */
function mend(first: Judged, again: (mesh: Mesh) => Judged): Judged & { steps: PartFinding["repairs"] } {
  const faulty = first.check.findings.some(({ code }) => mendable.has(code));
  if (!faulty || first.check.triangles > repairTrianglesMax) return { ...first, steps: [] };
  const { mesh, steps } = repairSafely(first.mesh);
  if (steps.length === 0) return { ...first, steps };
  const after = again(mesh);
  const ofFile = first.check.findings.filter(
    ({ code }) => code === "mesh-unit-doubtful" || code === "mesh-trailing-bytes",
  );
  const check: MeshCheck = { ...after.check, unit: first.check.unit, findings: [...ofFile, ...after.check.findings] };
  return { check, mesh: after.mesh, steps };
}

/** What keeps a ready part from being priced: the first finding that stops. */
export const stopsAt = (check: MeshCheck) => check.findings.find(({ severity }) => severity === "stops") ?? null;
