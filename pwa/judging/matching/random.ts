/** Numbers in [0, 1) that a seed fixes (mulberry32): the same photos get the same verdict on every device. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** `count` different whole numbers below `limit`, written to `out`. */
export function draw(random: () => number, limit: number, count: number, out: Int32Array): void {
  for (let i = 0; i < count; i++) {
    let again = true;
    while (again) {
      out[i] = Math.floor(random() * limit);
      again = false;
      for (let j = 0; j < i; j++) if (out[j] === out[i]) again = true;
    }
  }
}
