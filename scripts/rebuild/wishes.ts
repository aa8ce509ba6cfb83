// What a person writes on the command line, as the contract has it: "2,5=8.5" and "0,0,0:30,0,0=120".
import type { KnownDistance, Override, Quantity } from "#contract/rebuild";

const numbers = (text: string): number[] => text.split(",").map((part) => (part.trim() === "" ? Number.NaN : +part));
const allFinite = (values: number[]): boolean => values.every(Number.isFinite);

/** `FACE[,FACE…]=MM`; null where it is not of that form. */
export function readOverride(quantity: Quantity, text: string): Override | null {
  const [left, right, ...more] = text.split("=");
  const faces = numbers(left ?? "");
  const valueMm = Number(right || Number.NaN);
  const good = more.length === 0 && faces.every((face) => Number.isInteger(face) && face >= 0);
  return good && Number.isFinite(valueMm) ? { quantity, faces, valueMm } : null;
}

/** `X,Y,Z:X,Y,Z=MM`; null where it is not of that form. */
export function readKnownDistance(text: string): KnownDistance | null {
  const [points, right, ...more] = text.split("=");
  const [from, to, ...others] = (points ?? "").split(":").map(numbers);
  const distanceMm = Number(right || Number.NaN);
  const isPoint = (place: number[] | undefined): place is [number, number, number] =>
    place?.length === 3 && allFinite(place);
  if (more.length > 0 || others.length > 0 || !isPoint(from) || !isPoint(to)) return null;
  return Number.isFinite(distanceMm) ? { from, to, distanceMm } : null;
}
