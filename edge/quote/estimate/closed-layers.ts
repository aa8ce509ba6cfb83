import type { PrintProfile } from "./calibration-form.ts";
import type { Shape } from "./shape.ts";
import { depthMost } from "./slabs.ts";

export interface LayerSettings {
  layerMm: number;
  infillShare: number;
  supports: boolean;
}

/** Of the room within the walls of each slab: which shares are closed, and how wide what is closed or sparse is. */
export interface ClosedLayers {
  closed: Float64Array;
  top: Float64Array;
  bridge: Float64Array;
  closedChordMm: Float64Array;
  sparseChordMm: Float64Array;
}

const [closedCell, sparseCell] = [1, 2];

/**
 * A cell is closed where a top or a bottom is near. What counts is how far up and down the walls leave room, not how
 * far the material goes: a slanting wall is backed by closed layers too.
 */
export function closedLayersOf(shape: Shape, profile: PrintProfile, settings: LayerSettings): ClosedLayers {
  const { columns, slabs } = shape;
  const { count, thickMm, depth } = slabs;
  const cells = columns.across * columns.deep;
  const band = profile.outerWidthMm + (profile.perimeters - 1) * profile.innerWidthMm;
  const least = Math.min(depthMost - 1, Math.max(1, Math.round(band / columns.cellMm))) + 1;
  const zones = new Zones(shape, profile, settings);
  for (let i = 0; i < columns.cell.length; i += 1) {
    const [from, to, cell] = [columns.from[i], columns.to[i], columns.cell[i]] as [number, number, number];
    const last = Math.min(count - 1, Math.floor(to / thickMm));
    let begun = -1;
    for (let k = Math.max(0, Math.floor(from / thickMm)); k <= last + 1; k += 1) {
      const deep = k <= last && (depth[k * cells + cell] as number) >= least;
      if (deep && begun < 0) begun = k;
      else if (!deep && begun >= 0) {
        zones.take(cell, Math.max(from, begun * thickMm), Math.min(to, k * thickMm));
        begun = -1;
      }
    }
  }
  return zones.done();
}

class Zones {
  private readonly shape: Shape;
  private readonly layerMm: number;
  private readonly sparse: boolean;
  private readonly topMm: number;
  private readonly bottomMm: number;
  private readonly all: Float64Array;
  private readonly closed: Float64Array;
  private readonly top: Float64Array;
  private readonly bridge: Float64Array;
  private readonly kinds: Uint8Array;

  constructor(shape: Shape, profile: PrintProfile, { layerMm, infillShare }: LayerSettings) {
    const { count } = shape.slabs;
    this.shape = shape;
    this.layerMm = layerMm;
    this.sparse = infillShare < 1;
    this.topMm = Math.max(profile.topLayers, Math.ceil(profile.topMm / layerMm)) * layerMm;
    this.bottomMm = Math.max(profile.bottomLayers, Math.ceil(profile.bottomMm / layerMm)) * layerMm;
    this.all = new Float64Array(count);
    this.closed = new Float64Array(count);
    this.top = new Float64Array(count);
    this.bridge = new Float64Array(count);
    this.kinds = new Uint8Array(count * shape.columns.across * shape.columns.deep);
  }

  /** One stretch of room above a cell. */
  take(cell: number, from: number, to: number): void {
    const [bottom, top] = [Math.min(to, from + this.bottomMm), Math.max(from, to - this.topMm)];
    const sparse = top - bottom > 0 && this.sparse;
    this.add(this.all, cell, from, to);
    this.add(this.closed, cell, from, sparse ? bottom : to, closedCell);
    if (sparse) {
      this.add(this.closed, cell, top, to, closedCell);
      this.add(null, cell, bottom, top, sparseCell);
      // The first closed layer over sparse filling is a bridge.
      this.add(this.bridge, cell, top, top + this.layerMm);
    }
    this.add(this.top, cell, Math.max(from, to - this.layerMm), to);
    // So is the first over air.
    if (from > this.layerMm) this.add(this.bridge, cell, from, Math.min(to, from + this.layerMm));
  }

  private add(into: Float64Array | null, cell: number, from: number, to: number, kind = 0): void {
    const { count, thickMm } = this.shape.slabs;
    const cells = this.shape.columns.across * this.shape.columns.deep;
    const last = Math.min(count - 1, Math.floor(to / thickMm));
    for (let k = Math.max(0, Math.floor(from / thickMm)); k <= last; k += 1) {
      const covered = Math.min(to, (k + 1) * thickMm) - Math.max(from, k * thickMm);
      if (covered <= 0) continue;
      if (into) into[k] = (into[k] as number) + covered;
      if (kind > 0 && covered * 2 >= thickMm) this.kinds[k * cells + cell] = kind;
    }
  }

  done(): ClosedLayers {
    const { count } = this.shape.slabs;
    const share = (sum: Float64Array, none: number) =>
      sum.map((of, k) => ((this.all[k] as number) > 0 ? Math.min(1, of / (this.all[k] as number)) : none));
    const chords = (kind: number) => Float64Array.from({ length: count }, (_, k) => this.chord(k, kind));
    return {
      // Where the walls leave no room for a cell, what is left between them is closed.
      ...{ closed: share(this.closed, 1), top: share(this.top, 0), bridge: share(this.bridge, 0) },
      ...{ closedChordMm: chords(closedCell), sparseChordMm: chords(sparseCell) },
    };
  }

  /** The mean length of a slanting line within the cells of a kind, from their runs along both axes. */
  private chord(k: number, kind: number): number {
    const { across, deep, cellMm } = this.shape.columns;
    const layer = this.kinds.subarray(k * across * deep, (k + 1) * across * deep);
    let [cells, alongX, alongY] = [0, 0, 0];
    for (let at = 0; at < layer.length; at += 1) {
      if (layer[at] !== kind) continue;
      cells += 1;
      if (at % across === 0 || layer[at - 1] !== kind) alongX += 1;
      if (at < across || layer[at - across] !== kind) alongY += 1;
    }
    return cells === 0 ? cellMm : (Math.PI / 2) * cellMm * (cells / (alongX + alongY));
  }
}
