import type { PrintProfile } from "./calibration-form.ts";
import { closedLayersOf, type LayerSettings } from "./closed-layers.ts";
import type { Shape } from "./shape.ts";

/** What one layer in each slab is made of, in mm² of its plan. */
export interface LayerParts {
  wall: Float64Array;
  solid: Float64Array;
  top: Float64Array;
  bridge: Float64Array;
  /** Filled sparsely: the area, not the lines. */
  sparse: Float64Array;
  support: Float64Array;
  interface: Float64Array;
  /** How long a straight line across the closed and across the sparse areas is, in mm; slanting walls leave strips. */
  closedChordMm: Float64Array;
  sparseChordMm: Float64Array;
}

const interfaceLayers = 2;
/** Air between a support and what it holds. */
const supportGapMm = 0.2;

/** Splits every slab into walls, closed layers, bridges, sparse filling and supports. */
export function layerPartsOf(shape: Shape, profile: PrintProfile, settings: LayerSettings): LayerParts {
  const { slabs } = shape;
  const made = () => new Float64Array(slabs.count);
  const parts: LayerParts = {
    ...{ wall: made(), solid: made(), top: made(), bridge: made(), sparse: made(), support: made(), interface: made() },
    ...{ closedChordMm: made(), sparseChordMm: made() },
  };
  const shares = closedLayersOf(shape, profile, settings);
  parts.closedChordMm = shares.closedChordMm;
  parts.sparseChordMm = shares.sparseChordMm;
  for (let k = 0; k < slabs.count; k += 1) {
    const area = slabs.areaMm2[k] as number;
    const wall = wallArea(area, slabs.outlineMm[k] as number, slabs.loops[k] as number, profile);
    const core = area - wall;
    const [top, bridge] = [shares.top[k] as number, shares.bridge[k] as number];
    const closed = settings.infillShare >= 1 ? 1 : Math.max(shares.closed[k] as number, top + bridge);
    parts.wall[k] = wall;
    parts.top[k] = core * top;
    parts.bridge[k] = core * bridge;
    parts.solid[k] = core * Math.max(0, closed - top - bridge);
    parts.sparse[k] = core * (1 - closed);
  }
  if (settings.supports) addSupports(shape, profile, settings, parts);
  return parts;
}

/** A band along the outline: all of a thin part, less at the corners of a thick one. */
function wallArea(area: number, outline: number, loops: number, profile: PrintProfile): number {
  if (area <= 0 || outline <= 0) return Math.max(0, area);
  const band = profile.outerWidthMm + (profile.perimeters - 1) * profile.innerWidthMm;
  const share = (outline * band) / area;
  // How round the layer is: 1 for one square, near 0 for long strips and for many holes.
  const round = Math.min(1, (16 * area * Math.max(1, loops)) / (outline * outline)) / Math.max(1, loops);
  const kept = share <= 2 ? share - (share * share * round) / 4 : 1;
  return area * Math.min(1, Math.max(kept, Math.min(1, share) * 0.75));
}

/** Below every face that is too level, down to the bed or to the part below. */
function addSupports(
  { columns, slabs }: Shape,
  profile: PrintProfile,
  { layerMm }: LayerSettings,
  parts: LayerParts,
): void {
  const { count, thickMm } = slabs;
  const level = Math.cos((profile.supportBelowDegrees * Math.PI) / 180);
  const perCell = (columns.cellMm * columns.cellMm) / thickMm;
  const add = (into: Float64Array, from: number, to: number) => {
    const last = Math.min(count - 1, Math.floor(to / thickMm));
    for (let k = Math.max(0, Math.floor(from / thickMm)); k <= last; k += 1) {
      const covered = Math.min(to, (k + 1) * thickMm) - Math.max(from, k * thickMm);
      if (covered > 0) into[k] = (into[k] as number) + covered * perCell;
    }
  };
  for (let i = 0; i < columns.cell.length; i += 1) {
    const from = columns.from[i] as number;
    if ((columns.level[i] as number) < level) continue;
    const below = i > 0 && columns.cell[i - 1] === columns.cell[i] ? (columns.to[i - 1] as number) + supportGapMm : 0;
    const top = from - supportGapMm;
    if (top - below < layerMm) continue;
    const split = Math.max(below, top - interfaceLayers * layerMm);
    add(parts.support, below, split);
    add(parts.interface, split, top);
  }
}
