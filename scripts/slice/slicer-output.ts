// What PrusaSlicer 2.5 prints for `--info`: `name = value` lines, open edges and repairs only where there are any.

export interface MeshInfo {
  facets: number;
  parts: number;
  volume: number;
  manifold: boolean;
  /** Null where the slicer does not say. */
  openEdges: number | null;
}

function numberOf(text: string, name: string): number | null {
  const found = new RegExp(`^\\s*${name}\\s*=\\s*(-?[\\d.eE+-]+)`, "m").exec(text);
  return found?.[1] === undefined ? null : Number(found[1]);
}

export function readInfo(text: string): MeshInfo {
  return {
    facets: numberOf(text, "number_of_facets") ?? 0,
    parts: numberOf(text, "number_of_parts") ?? 0,
    volume: numberOf(text, "volume") ?? 0,
    manifold: /^\s*manifold\s*=\s*yes/m.test(text),
    openEdges: numberOf(text, "open_edges"),
  };
}

const repairs = [
  "needed_repair",
  "degenerate_facets",
  "edges_fixed",
  "facets_removed",
  "facets_reversed",
  "backwards_edges",
];

export function wasRepaired(text: string): boolean {
  return /needed_repair\s*=\s*yes|auto-repaired/i.test(text) || repairs.some((name) => (numberOf(text, name) ?? 0) > 0);
}
