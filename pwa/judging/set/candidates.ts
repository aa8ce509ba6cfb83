import { centreOf } from "../matching/by-pose.ts";
import { matchFeatures } from "../matching/nearest.ts";
import type { MatPose } from "../types.ts";
import type { Entry } from "./entry.ts";

const eachSideInOrder = 3;
const byLikenessMost = 8;
const byPoseMost = 8;
const angleMostDeg = 60;

/**
 * The photos a new one is compared with: its neighbours in the order of capture, and those that look alike by their
 * largest features; where the mat tells it, those that were taken from nearby instead. The likeliest partner comes first.
 */
export function candidatesOf(entry: Entry, others: readonly Entry[]): Entry[] {
  const same = others.filter((other) => other.pass === entry.pass && other.id !== entry.id);
  const before = same.filter(({ order }) => order <= entry.order).toSorted((a, b) => b.order - a.order);
  const after = same.filter(({ order }) => order > entry.order).toSorted((a, b) => a.order - b.order);
  const inOrder = inTurn(before.slice(0, eachSideInOrder), after.slice(0, eachSideInOrder));
  const posed = entry.pose === null ? [] : nearInView(entry.pose, same);
  const alike = posed.length >= byPoseMost ? [] : mostAlike(entry, same);
  return [...new Set(inTurn(inOrder, [...posed, ...alike]))];
}

/** One of each in turn; what is left of the longer comes last. */
const inTurn = <Item>(a: readonly Item[], b: readonly Item[]): Item[] =>
  Array.from({ length: Math.max(a.length, b.length) }, (_, i) => [...a.slice(i, i + 1), ...b.slice(i, i + 1)]).flat();

function nearInView(pose: MatPose, others: readonly Entry[]): Entry[] {
  return others
    .flatMap((other) => (other.pose ? [{ other, angle: viewAngleDeg(pose, other.pose) }] : []))
    .filter(({ angle }) => angle <= angleMostDeg)
    .toSorted((a, b) => a.angle - b.angle)
    .slice(0, byPoseMost)
    .map(({ other }) => other);
}

/** Angle between two cameras, seen from the mat's middle. */
export function viewAngleDeg(a: MatPose, b: MatPose): number {
  const [p, q] = [centreOf(a), centreOf(b)];
  const product = p[0] * q[0] + p[1] * q[1] + p[2] * q[2];
  const cosine = product / Math.max(1e-9, Math.hypot(...p) * Math.hypot(...q));
  return (Math.acos(Math.max(-1, Math.min(1, cosine))) * 180) / Math.PI;
}

function mostAlike(entry: Entry, others: readonly Entry[]): Entry[] {
  return others
    .map((other) => ({ other, count: matchFeatures(entry.coarse, other.coarse).count }))
    .toSorted((a, b) => b.count - a.count)
    .slice(0, byLikenessMost)
    .map(({ other }) => other);
}
