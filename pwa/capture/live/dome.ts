/** The coverage dome: from which directions the part has been seen. Pure. */

export const heights = ["low", "middle", "high"] as const;
export type Height = (typeof heights)[number];
/** `index` counts from the mat's right edge by the way of its far one, in steps of 20°. */
export type Sector = { height: Height; index: number };
export type Direction = { azimuthDeg: number; elevationDeg: number };

export const sectorsPerRing = 18;
export const sectorDeg = 360 / sectorsPerRing;
export const sectorCount = heights.length * sectorsPerRing;

/** Where each ring ends below, and where its middle is. Under the lowest the mat is seen too flat to measure. */
const rings: Record<Height, { fromDeg: number; middleDeg: number }> = {
  low: { fromDeg: 8, middleDeg: 24 },
  middle: { fromDeg: 35, middleDeg: 45 },
  high: { fromDeg: 55, middleDeg: 65 },
};
/** A still sees what sectors with a middle this near to it are to show: high up, sectors lie close together. */
const seesDeg = 12;

export function sectorOf({ azimuthDeg, elevationDeg }: Direction): Sector | null {
  const height = heights.findLast((name) => elevationDeg >= rings[name].fromDeg);
  if (!height) return null;
  return { height, index: Math.floor(turn(azimuthDeg) / sectorDeg) % sectorsPerRing };
}

export function middleOfSector({ height, index }: Sector): Direction {
  return { azimuthDeg: (index + 0.5) * sectorDeg, elevationDeg: rings[height].middleDeg };
}

export const keyOf = ({ height, index }: Sector) => `${height}-${index}`;

export const allSectors: readonly Sector[] = heights.flatMap((height) =>
  Array.from({ length: sectorsPerRing }, (_, index) => ({ height, index })),
);

/** The sectors that a still from this direction stands for: its own, and those whose middle is near. */
export function sectorsSeenFrom(direction: Direction): Sector[] {
  const own = sectorOf(direction);
  if (!own) return [];
  const near = allSectors.filter(
    (sector) => keyOf(sector) !== keyOf(own) && angleBetweenDeg(direction, middleOfSector(sector)) <= seesDeg,
  );
  return [own, ...near];
}

/** Keys of all sectors that the stills taken so far have seen. */
export function coverage(directions: readonly Direction[]): Set<string> {
  return new Set(directions.flatMap((direction) => sectorsSeenFrom(direction).map(keyOf)));
}

/** The sector to go to next: the nearest one not seen, nearer where it is on the height one is at. */
export function nextSector(seen: ReadonlySet<string>, from: Direction | null): Sector | null {
  const missing = allSectors.filter((sector) => !seen.has(keyOf(sector)));
  if (!from) return missing[0] ?? null;
  const own = sectorOf(from)?.height;
  const cost = (sector: Sector) =>
    angleBetweenDeg(from, middleOfSector(sector)) + (sector.height === own ? 0 : otherHeightCostDeg);
  return missing.toSorted((a, b) => cost(a) - cost(b))[0] ?? null;
}

/** Going round once at each height is easier than going up and down at each place. */
const otherHeightCostDeg = 40;

export type Step = "here" | "left" | "right" | "higher" | "lower" | "across";

/** How a person who looks at the part from `from` gets to a sector: one step, the greatest first. */
export function stepTo(sector: Sector, from: Direction): Step {
  const own = sectorOf(from);
  if (own && keyOf(own) === keyOf(sector)) return "here";
  const goal = middleOfSector(sector);
  const roundDeg = turn(goal.azimuthDeg - from.azimuthDeg + 180) - 180;
  if (Math.abs(roundDeg) > 150) return "across";
  if (Math.abs(roundDeg) > sectorDeg / 2 || own?.height === sector.height) return roundDeg > 0 ? "right" : "left";
  return goal.elevationDeg > from.elevationDeg ? "higher" : "lower";
}

export const sides = ["right", "far-right", "far", "far-left", "left", "near-left", "near", "near-right"] as const;
export type Side = (typeof sides)[number];

/** On which side of the mat a sector lies, as a reader of the mat would say. */
export function sideOf({ index }: Pick<Sector, "index">): Side {
  return sides[Math.round(((index + 0.5) * sectorDeg) / 45) % sides.length] ?? "right";
}

export type Gap = { height: Height /** Null: all round. */; side: Side | null; sectors: number };

/** What is missing, as few words as will do: a ring that is wholly missing is one gap, else one a side. */
export function gaps(seen: ReadonlySet<string>): Gap[] {
  return heights.flatMap((height): Gap[] => {
    const missing = allSectors.filter((sector) => sector.height === height && !seen.has(keyOf(sector)));
    if (missing.length === sectorsPerRing) return [{ height, side: null, sectors: missing.length }];
    const bySide = new Map<Side, number>();
    for (const sector of missing) bySide.set(sideOf(sector), (bySide.get(sideOf(sector)) ?? 0) + 1);
    return [...bySide].map(([side, sectors]) => ({ height, side, sectors }));
  });
}

/** An open angle round the part, as the set's judge names it. */
export type OpenAngle = { azimuthDeg: number; elevationDeg: number; widthDeg: number };

/** Keys of the sectors that photos closing it would be taken from; those that were seen all the same are left out. */
export function sectorsOfAngle(open: OpenAngle, seen: ReadonlySet<string>): string[] {
  const height = sectorOf(open)?.height ?? "low";
  const inside = allSectors.filter((sector) => {
    const off = turn(middleOfSector(sector).azimuthDeg - open.azimuthDeg + 180) - 180;
    return sector.height === height && Math.abs(off) <= open.widthDeg / 2;
  });
  return inside.map(keyOf).filter((key) => !seen.has(key));
}

/** Both passes must have seen enough of the part's sides, which the low ring shows whichever way it lies. */
export function passesShareSides(first: ReadonlySet<string>, second: ReadonlySet<string>): boolean {
  const low = (seen: ReadonlySet<string>) =>
    allSectors.filter((sector) => sector.height === "low" && seen.has(keyOf(sector))).length;
  const enough = (2 / 3) * sectorsPerRing;
  return low(first) >= enough && low(second) >= enough;
}

const turn = (deg: number) => ((deg % 360) + 360) % 360;
const radians = (deg: number) => (deg * Math.PI) / 180;

function angleBetweenDeg(a: Direction, b: Direction): number {
  const cosine =
    Math.sin(radians(a.elevationDeg)) * Math.sin(radians(b.elevationDeg)) +
    Math.cos(radians(a.elevationDeg)) *
      Math.cos(radians(b.elevationDeg)) *
      Math.cos(radians(a.azimuthDeg - b.azimuthDeg));
  return (Math.acos(Math.min(1, Math.max(-1, cosine))) * 180) / Math.PI;
}
