import type { Report } from "#contract/report";
import { apartDeg, directionOf, type PassView, type Placed, passViews, turned } from "./directions.ts";

/** Seen from where the pass's first photo was taken. */
export const sides = [
  "front",
  "front-right",
  "right",
  "back-right",
  "back",
  "back-left",
  "left",
  "front-left",
] as const;
export type Side = (typeof sides)[number];
/** `top`: straight from above, where no side is left. `under`: only the part turned over shows it. */
export type Height = "low" | "middle" | "high" | "top" | "under";
type Near = { photoId: string; name: string };

/** One view to be taken: named as a person would, with why, and the photos that were taken next to it. */
export type NamedView = {
  pass: number;
  side: Side;
  height: Height;
  /** `bare`: skin that was never measured. `left-out`: a photo was taken there and could not be used. `gap`: none was. */
  why: "bare" | "left-out" | "gap";
  near: Near[];
  /** The photo that tells what is front. */
  front: Near | null;
  /** How many, evenly spread. */
  photos: number;
};

/** What the server's report asks for. `ring`: so little fitted together that no single view can be named. */
export type ViewsAsked = { ask: "views"; views: NamedView[] } | { ask: "ring" } | { ask: "nothing" };

const viewsMax = 3;
/** Photos of one ring further apart than this share too little to be joined safely. */
const gapDegMin = 65;
/** Below and above it: rings as the capture's dome has them. */
const ringsDeg = [
  [-90, 35],
  [35, 58],
] as const;
/** Fewer are single shots, no ring. */
const ringPhotosMin = 5;
/** Two views closer than this are one. */
const alikeDeg = 20;
/** A photo as near as this to a view shows what it would show, whatever ring it is counted to. */
const coveredDeg = 15;

type Candidate = Pick<Placed, "azimuthDeg" | "elevationDeg"> & {
  view: PassView;
  why: NamedView["why"];
  near: Near[];
  weight: number;
};

/** Two or three views that would close what the report shows open: measured holes first, then photos lost, then gaps. */
export function viewsAsked(report: Report): ViewsAsked {
  const views = passViews(report);
  const placed = views.reduce((sum, view) => sum + view.placed.length, 0);
  if (placed < 3) return report.failure?.code === "scan-unregistered" ? { ask: "ring" } : { ask: "nothing" };
  const found = [
    ...bareSpots(report, views),
    ...views.flatMap((view) => [...leftOut(report, view), ...gaps(view)].sort((a, b) => b.weight - a.weight)),
  ];
  const chosen = named(found);
  return chosen.length > 0 ? { ask: "views", views: chosen } : { ask: "nothing" };
}

/** The first few that differ; two that have the same name are one view of two photos. */
function named(found: readonly Candidate[]): NamedView[] {
  const chosen: { view: NamedView; at: Candidate }[] = [];
  for (const at of found) {
    const view = nameView(at);
    const same = chosen.find(({ view: known }) => known.pass === view.pass && nameEqual(known, view));
    const near = chosen.some(({ at: other }) => other.view === at.view && apartDeg(other, at) < alikeDeg);
    if (same && !near && same.view.why === view.why) same.view.photos += 1;
    else if (!same && !near && chosen.length < viewsMax) chosen.push({ view, at });
  }
  return chosen.map(({ view }) => view);
}

const nameEqual = (a: NamedView, b: NamedView): boolean => a.height === b.height && a.side === b.side;

function nameView({ view, azimuthDeg, elevationDeg, why, near }: Candidate): NamedView {
  const sector = Math.round(turned(azimuthDeg - view.frontDeg) / 45);
  const side = sides[(sector + 8) % 8] as Side;
  return { pass: view.pass, side, height: heightOf(elevationDeg), why, near, front: firstOf(view), photos: 1 };
}

function heightOf(elevationDeg: number): Height {
  if (elevationDeg < -20) return "under";
  if (elevationDeg < ringsDeg[0][1]) return "low";
  if (elevationDeg < ringsDeg[1][1]) return "middle";
  return elevationDeg < 78 ? "high" : "top";
}

/** From where a spot without any measurement would be seen: along its normal, by the pass that has most of such photos. */
function bareSpots(report: Report, views: readonly PassView[]): Candidate[] {
  return (report.solid?.bareSpots ?? []).flatMap((spot) => {
    const seen = views.map((view) => {
      const towards = directionOf(spot.normal, view);
      const nearest = view.placed.toSorted((a, b) => apartDeg(a, towards) - apartDeg(b, towards));
      return { view, towards, near: nearest.slice(0, 2), apart: nearest[0] ? apartDeg(nearest[0], towards) : 180 };
    });
    const best = seen.sort((a, b) => a.apart - b.apart)[0];
    if (!best) return [];
    return [
      { ...best.towards, view: best.view, why: "bare" as const, near: best.near.map(nameOf), weight: spot.areaMm2 },
    ];
  });
}

/** A photo left out between two that were placed: it was taken about half-way between them. */
function leftOut(report: Report, view: PassView): Candidate[] {
  const order = report.cameras.flatMap((camera, index) => (camera.pass === view.pass ? [index] : []));
  const placedAt = new Map(view.placed.map((placed) => [placed.order, placed]));
  const runs: number[][] = [];
  for (const [i, index] of order.entries()) {
    if (placedAt.has(index)) continue;
    const before = order[i - 1];
    if (before !== undefined && runs.at(-1)?.at(-1) === before) runs.at(-1)?.push(index);
    else runs.push([index]);
  }
  return runs.flatMap((run) => {
    const before = placedAt.get(order[order.indexOf(run[0] ?? -1) - 1] ?? -1);
    const after = placedAt.get(order[order.indexOf(run.at(-1) ?? -1) + 1] ?? -1);
    if (!before || !after || apartDeg(before, after) > 120) return [];
    const lost = run.flatMap((index) => report.cameras[index] ?? []).map(nameOf);
    return [
      { ...between(before, after), view, why: "left-out" as const, near: lost.slice(0, 2), weight: 30 + run.length },
    ];
  });
}

/** Where a ring round the part is open: one view for each 45° or so of it. */
function gaps(view: PassView): Candidate[] {
  return ringsDeg.flatMap(([fromDeg, toDeg]) => {
    const ring = view.placed
      .filter(({ elevationDeg }) => elevationDeg >= fromDeg && elevationDeg < toDeg)
      .sort((a, b) => a.azimuthDeg - b.azimuthDeg);
    if (ring.length < ringPhotosMin) return [];
    return ring.flatMap((from, i) => {
      const to = ring[(i + 1) % ring.length] as Placed;
      const wideDeg = (to.azimuthDeg - from.azimuthDeg + 360) % 360;
      if (wideDeg <= gapDegMin) return [];
      const count = Math.max(1, Math.round(wideDeg / 45) - 1);
      const across = Array.from({ length: count }, (_, n): Candidate => {
        const share = (n + 1) / (count + 1);
        const elevationDeg = from.elevationDeg + share * (to.elevationDeg - from.elevationDeg);
        const azimuthDeg = turned(from.azimuthDeg + share * wideDeg);
        return { azimuthDeg, elevationDeg, view, why: "gap", near: [from, to].map(nameOf), weight: wideDeg };
      });
      return across.filter((open) => view.placed.every((placed) => apartDeg(placed, open) > coveredDeg));
    });
  });
}

function between(a: Placed, b: Placed): Pick<Placed, "azimuthDeg" | "elevationDeg"> {
  const azimuthDeg = turned(a.azimuthDeg + turned(b.azimuthDeg - a.azimuthDeg) / 2);
  return { azimuthDeg, elevationDeg: (a.elevationDeg + b.elevationDeg) / 2 };
}

const firstOf = ({ placed }: PassView): Near | null => (placed[0] ? nameOf(placed[0]) : null);

const nameOf = ({ photoId, name }: Near): Near => ({ photoId, name });
