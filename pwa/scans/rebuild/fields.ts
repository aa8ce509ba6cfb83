import { type Override, type Quantity, rebuildLimits } from "#contract/rebuild";
import type { Dimension, Report } from "#contract/report";

/** A dimension that can be set. `fitted`: what it was before a person set it; null where nobody has. */
export type Field = {
  key: string;
  label: string;
  quantity: Quantity;
  faces: number[];
  value: number;
  fitted: number | null;
};

type Face = NonNullable<Report["solid"]>["faces"][number];
const flat: ReadonlySet<Dimension["kind"]> = new Set(["size", "thickness", "gap", "step"]);
const round: ReadonlySet<Dimension["kind"]> = new Set(["hole", "boss", "sphere", "fillet"]);

/** The dimensions of a report that the worker can set, each once. */
export function fieldsOf(report: Report): Field[] {
  const { solid } = report;
  if (report.label !== "analytic" || !solid) return [];
  const byId = new Map(solid.faces.map((face) => [face.id, face]));
  const fields = new Map<string, Field>();
  for (const dimension of solid.dimensions) {
    const faces = dimension.faces.flatMap((id) => byId.get(id) ?? []);
    const quantity = quantityOf(dimension, faces);
    if (!quantity) continue;
    const ids = faces.map((face) => face.id);
    const key = `${quantity} ${[...ids].sort((a, b) => a - b).join()}`;
    if (fields.has(key)) continue;
    const { label, value, count } = dimension;
    const fitted = report.overrides.find((o) => o.quantity === quantity && sharesFace(o.faces, ids))?.fittedMm ?? null;
    const times = count > 1 ? `${count} × ` : "";
    fields.set(key, { key, label: `${times}${label}`, quantity, faces: ids, value, fitted });
  }
  return [...fields.values()];
}

function quantityOf(dimension: Dimension, faces: readonly Face[]): Quantity | null {
  if (faces.length === 0) return null;
  if (flat.has(dimension.kind)) return apart(faces) ? "distance" : null;
  const turned = faces.every(({ type, radiusMm }) => (type === "cylinder" || type === "sphere") && radiusMm !== null);
  if (!round.has(dimension.kind) || !turned) return null;
  return dimension.quantity === "diameter" || dimension.quantity === "radius" ? dimension.quantity : null;
}

/** Two parallel planes, at least. */
function apart(faces: readonly Face[]): boolean {
  const axis = faces[0]?.axis;
  if (faces.length < 2 || !axis) return false;
  return faces.every(
    (face) =>
      face.type === "plane" &&
      face.axis !== null &&
      Math.abs(face.axis[0] * axis[0] + face.axis[1] * axis[1] + face.axis[2] * axis[2]) > 1 - 1e-9,
  );
}

const sharesFace = (a: readonly number[], b: readonly number[]) => a.some((id) => b.includes(id));

/** A length as people type it, with either decimal sign; null for none, NaN for what is no length. */
export function lengthTyped(text: string): number | null {
  const plain = text.trim().replace(",", ".");
  if (plain === "") return null;
  const value = Number(plain);
  return Number.isFinite(value) && value > 0 ? value : Number.NaN;
}

/** The fields that were changed, as overrides; `wrong` names those whose value cannot be. `scale`: mm per length now. */
export function overridesOf(fields: readonly Field[], typed: Readonly<Record<string, string>>, scale = 1) {
  const overrides: Override[] = [];
  const wrong = new Set<string>();
  for (const { key, quantity, faces, value } of fields) {
    const wanted = lengthTyped(typed[key] ?? "");
    if (wanted === null || Math.abs(wanted - value * scale) < 1e-9) continue;
    const factor = wanted / (value * scale);
    if (factor >= 1 / rebuildLimits.factorMax && factor <= rebuildLimits.factorMax)
      overrides.push({ quantity, faces, valueMm: wanted });
    else wrong.add(key);
  }
  return { overrides, wrong };
}

/** Two points in the address, as the 3D view hands them on: "x,y,z". */
export function pointOf(text: string | string[] | undefined): [number, number, number] | null {
  const numbers = String(text ?? "")
    .split(",")
    .map(Number);
  const [x, y, z] = numbers;
  if (!text || numbers.length !== 3 || !numbers.every(Number.isFinite)) return null;
  return [x as number, y as number, z as number];
}
