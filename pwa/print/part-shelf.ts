import type { Orientation, PrintSettings } from "#contract/print-settings";
import { type Estimate, estimate } from "#quote/estimate/estimate";
import { placed } from "#quote/estimate/placed";
import { type Shape, shapeOf } from "#quote/estimate/shape";
import type { Mesh } from "#quote/mesh/mesh";
import type { ReadPart } from "#quote/mesh/reader";
import type { Shop } from "./choice.ts";

/** A shape takes up to some seconds for a large part, and about as much room as the part. */
const shapesMost = 3;
const estimatesMost = 400;

/** What is kept of each part while its price is asked about: the part, its shape as it lies, what was estimated. */
export interface ShelvedPart {
  readonly read: ReadPart;
  mesh: Mesh;
}

export function makeShelf(shop: () => Shop) {
  const parts = new Map<string, ShelvedPart>();
  const shapes = new Map<string, Shape>();
  const estimates = new Map<string, Estimate | null>();

  const forget = (partId: string): void => {
    for (const kept of [shapes, estimates]) for (const key of kept.keys()) if (key.startsWith(partId)) kept.delete(key);
  };
  const shapeAs = (partId: string, mesh: Mesh, orientation: Orientation): Shape =>
    kept(shapes, `${partId} ${JSON.stringify(orientation)}`, shapesMost, () => shapeOf(placed(mesh, orientation)));

  const keyOf = (partId: string, settings: PrintSettings) => `${partId} ${JSON.stringify(settings)}`;

  return {
    part: (partId: string) => parts.get(partId),
    /** Whether it is answered at once. */
    knows: (partId: string, settings: PrintSettings) => estimates.has(keyOf(partId, settings)),
    put(partId: string, part: ShelvedPart): void {
      forget(partId);
      parts.set(partId, part);
    },
    drop(partId: string): void {
      forget(partId);
      parts.delete(partId);
    },
    /** Null: no such part any more, or no figures of that material. */
    estimateOf(partId: string, settings: PrintSettings): Estimate | null {
      const part = parts.get(partId);
      const profile = shop().catalogue.materials.find(({ id }) => id === settings.material)?.profile;
      if (!part || profile === undefined) return null;
      return kept(estimates, keyOf(partId, settings), estimatesMost, () =>
        estimate(shapeAs(partId, part.mesh, settings.orientation), settings, profile),
      );
    },
  };
}

/** The value known by that name, or made now; the one that was not asked for longest makes room. */
function kept<Value>(known: Map<string, Value>, key: string, most: number, make: () => Value): Value {
  const value = known.has(key) ? (known.get(key) as Value) : make();
  known.delete(key);
  known.set(key, value);
  const [oldest] = known.keys();
  if (known.size > most && oldest !== undefined) known.delete(oldest);
  return value;
}
