/**
 * Closed outlines of a layer of cells: islands (cells that touch by a side) and holes. Islands are counted by joining
 * runs; holes follow from Euler's number, which two-by-two blocks of cells give.
 */
export function loopsOf(layer: Uint8Array, across: number, deep: number): number {
  const islands = islandsOf(layer, across, deep);
  return islands === 0 ? 0 : Math.max(islands, 2 * islands - eulerOf(layer, across, deep));
}

function islandsOf(layer: Uint8Array, across: number, deep: number): number {
  const parent: number[] = [];
  const root = (of: number): number => {
    let at = of;
    while (parent[at] !== at) at = parent[at] as number;
    return at;
  };
  let above = new Int32Array(across).fill(-1);
  let islands = 0;
  for (let y = 0; y < deep; y += 1) {
    const here = new Int32Array(across).fill(-1);
    for (let x = 0; x < across; x += 1) {
      if (!layer[y * across + x]) continue;
      const [west, north] = [x > 0 ? (here[x - 1] as number) : -1, above[x] as number];
      if (west < 0 && north < 0) {
        here[x] = parent.length;
        parent.push(parent.length);
        islands += 1;
      } else if (west >= 0 && north >= 0 && root(west) !== root(north)) {
        parent[root(west)] = root(north);
        here[x] = north;
        islands -= 1;
      } else here[x] = west >= 0 ? west : north;
    }
    above = here;
  }
  return islands;
}

/** (outer corners − inner corners) ÷ 4, where cells that only touch at a corner are apart. */
function eulerOf(layer: Uint8Array, across: number, deep: number): number {
  const filled = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < across && y < deep && layer[y * across + x] ? 1 : 0;
  let sum = 0;
  for (let y = 0; y <= deep; y += 1) {
    let [upper, lower] = [0, 0];
    for (let x = 0; x <= across; x += 1) {
      const [nextUpper, nextLower] = [filled(x, y - 1), filled(x, y)];
      const cells = upper + lower + nextUpper + nextLower;
      if (cells === 1) sum += 1;
      else if (cells === 3) sum -= 1;
      else if (cells === 2 && upper === nextLower) sum += 2;
      [upper, lower] = [nextUpper, nextLower];
    }
  }
  return sum / 4;
}
