import { descriptorBytes } from "../features/descriptor.ts";
import { scoreRowsSimd } from "./scores-simd.ts";

/** For each descriptor of A its best of B, that product and the next best one; for each of B its best of A. */
export type Scores = { bestOfA: Int32Array; bestScore: Int32Array; nextScore: Int32Array; bestOfB: Int32Array };

/** Products of all descriptors of A and B; eight times as fast where WebAssembly has SIMD, with the same result. */
export function scoreRows(a: Uint8Array, countA: number, b: Uint8Array, countB: number): Scores {
  return scoreRowsSimd(a, countA, b, countB) ?? scoreRowsPlain(a, countA, b, countB);
}

/** Without WebAssembly. Whole numbers throughout, so that nothing hangs on the order of sums. */
export function scoreRowsPlain(a: Uint8Array, countA: number, b: Uint8Array, countB: number): Scores {
  const scores = emptyScores(countA, countB);
  const bestScoreOfB = new Int32Array(countB).fill(-1);
  for (let i = 0; i < countA; i++) {
    let [best, next, at] = [-1, -1, -1];
    for (let j = 0; j < countB; j++) {
      const score = product(a, i * descriptorBytes, b, j * descriptorBytes);
      if (score > best) [next, best, at] = [best, score, j];
      else if (score > next) next = score;
      if (score > (bestScoreOfB[j] as number)) {
        bestScoreOfB[j] = score;
        scores.bestOfB[j] = i;
      }
    }
    scores.bestOfA[i] = at;
    scores.bestScore[i] = best;
    scores.nextScore[i] = next;
  }
  return scores;
}

export function emptyScores(countA: number, countB: number): Scores {
  return {
    bestOfA: new Int32Array(countA).fill(-1),
    bestScore: new Int32Array(countA).fill(-1),
    nextScore: new Int32Array(countA).fill(-1),
    bestOfB: new Int32Array(countB).fill(-1),
  };
}

function product(a: Uint8Array, atA: number, b: Uint8Array, atB: number): number {
  let sum = 0;
  for (let k = 0; k < descriptorBytes; k += 4) {
    sum +=
      ((a[atA + k] as number) * (b[atB + k] as number) +
        (a[atA + k + 1] as number) * (b[atB + k + 1] as number) +
        (a[atA + k + 2] as number) * (b[atB + k + 2] as number) +
        (a[atA + k + 3] as number) * (b[atB + k + 3] as number)) |
      0;
  }
  return sum | 0;
}
