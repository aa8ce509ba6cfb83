import type { MeshCheck } from "#contract/mesh-check";
import type { FileUnit, OrientationProposal, Process } from "#contract/print-settings";
import { proposeOrientations } from "#quote/estimate/propose-orientation";
import { checkPart } from "#quote/mesh/check-part";
import { type Fit, fitsAny } from "#quote/mesh/fits";
import type { Mesh } from "#quote/mesh/mesh";
import type { ReadPart } from "#quote/mesh/reader";
import { type RepairStep, repairSafely } from "#quote/mesh/repair";
import { roomsOf, type Shop } from "./choice.ts";

/** All that is known of a part before anything is chosen. */
export interface Looked {
  readonly check: MeshCheck;
  /** What was mended here; it never changes the shape. */
  readonly repairs: readonly RepairStep[];
  readonly ways: Record<Process, OrientationProposal[]>;
  readonly fits: Record<Process, Fit>;
}

/** Two lines of a 0.4 mm nozzle. */
const wallMmLeast = 0.8;

/**
 * Checks a part; faces that look the wrong way are turned and what comes out is checked again, so that it has a price.
 * Findings point into the mesh that is given back.
 */
export function lookAtPart(read: ReadPart, unit: FileUnit | null, shop: Shop): Looked & { mesh: Mesh } {
  const machines = shop.catalogue.machines;
  const first = checkPart(read, { unit, machines, wallMmLeast });
  const turned = first.check.findings.some(({ code }) => code === "mesh-flipped" || code === "mesh-inverted");
  const repaired = turned ? repairSafely(first.mesh) : null;
  const mended = repaired && repaired.steps.length > 0 ? repaired : null;
  const { check, mesh } = mended ? checkedAgain(read, mended.mesh, first.check, shop) : first;
  const of = <T>(look: (process: Process) => T): Record<Process, T> => ({ fdm: look("fdm"), sla: look("sla") });
  return {
    ...{ check, mesh, repairs: mended?.steps ?? [] },
    ways: of((process) => (roomsOf(shop, process).length > 0 ? proposeOrientations(mesh, roomsOf(shop, process)) : [])),
    fits: of((process) => fitsAny(mesh, roomsOf(shop, process))),
  };
}

/** The mended mesh is in millimetres already; what was said about the unit stays said. */
function checkedAgain(read: ReadPart, mesh: Mesh, before: MeshCheck, { catalogue }: Shop) {
  const again = checkPart({ ...read, mesh }, { unit: "mm", machines: catalogue.machines, wallMmLeast });
  const doubt = before.findings.filter(({ code }) => code === "mesh-unit-doubtful");
  return {
    mesh: again.mesh,
    check: { ...again.check, unit: before.unit, findings: [...doubt, ...again.check.findings] },
  };
}

/** Whether there can be a price at all. */
export const stops = ({ findings }: MeshCheck): boolean => findings.some(({ severity }) => severity === "stops");
