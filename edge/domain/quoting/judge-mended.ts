import type { MeshCheck, MeshFinding } from "#contract/mesh-check";

/** What the worker's word about a mended mesh is worth: its own check decides, as for any upload. */

const sideUm = 50;
const sideShare = 0.001;
/** Bodies that were united hold no more than they did apart. */
const volumeShare = 0.001;

/** Null: it may take the part's place. Else why it may not. */
export function againstMended(before: MeshCheck, after: MeshCheck, united: boolean): string | null {
  const still = stopsAt(after);
  if (still && !before.findings.some(({ code }) => code === still.code && !mendable.has(code))) return still.detail;
  for (const [axis, was] of before.sizeUm.entries()) {
    const is = after.sizeUm[axis] as number;
    // Both ends said it of their own; rounding may add a little to the worker's limit.
    if (Math.abs(is - was) > 2 * sideUm + sideShare * was)
      return `a side of ${was / 1000} mm would become ${is / 1000} mm`;
  }
  if (after.volumeMm3 <= 0) return "nothing would be left of it";
  if (united && before.watertight && after.volumeMm3 > before.volumeMm3 * (1 + volumeShare)) {
    return `${before.volumeMm3.toFixed(0)} mm³ would become ${after.volumeMm3.toFixed(0)} mm³`;
  }
  return null;
}

/** Faults of the surface: what the worker can mend. */
const mendable: ReadonlySet<MeshFinding["code"]> = new Set(["mesh-open", "mesh-flipped", "mesh-inverted"]);

/** What keeps a ready part from being priced: the first finding that stops. */
export const stopsAt = (check: MeshCheck): MeshFinding | null =>
  check.findings.find(({ severity }) => severity === "stops") ?? null;

/** Whether the worker has to mend it before it can be priced. */
export const needsMending = (check: MeshCheck): boolean =>
  check.findings.some(({ code, severity }) => severity === "stops" && mendable.has(code));

/** The check, with why the worker did not mend it told where it is stopped. */
export const withWhy = (check: MeshCheck, why: string): MeshCheck => ({
  ...check,
  findings: check.findings.map((finding) =>
    finding.severity === "stops" && mendable.has(finding.code)
      ? { ...finding, detail: `${finding.detail}; not mended: ${why}`.slice(0, 500) }
      : finding,
  ),
});
