import { descriptorBytes } from "../features/descriptor.ts";
import type { Scores } from "./scores.ts";
import { scoresModule } from "./scores-module.ts";

type Exports = {
  memory: WebAssembly.Memory;
  score: (a: number, countA: number, b: number, countB: number, outA: number, outB: number) => void;
};

const pageBytes = 65_536;
const wideBytes = 2 * descriptorBytes;
/** Undefined until the first call; null where the browser has no SIMD (iOS before 16.4). */
let kernel: Exports | null | undefined;

/** Null where WebAssembly or its SIMD is missing. */
export function scoreRowsSimd(a: Uint8Array, countA: number, b: Uint8Array, countB: number): Scores | null {
  if (kernel === undefined) kernel = start();
  if (kernel === null) return null;
  const atB = countA * wideBytes;
  const outA = atB + countB * wideBytes;
  const outB = outA + countA * 12;
  const bytes = outB + countB * 8;
  const missing = bytes - kernel.memory.buffer.byteLength;
  if (missing > 0) kernel.memory.grow(Math.ceil(missing / pageBytes));
  const { buffer } = kernel.memory;
  // Widened to 16 bits here once, not for every pair inside.
  new Int16Array(buffer, 0, countA * descriptorBytes).set(a.subarray(0, countA * descriptorBytes));
  new Int16Array(buffer, atB, countB * descriptorBytes).set(b.subarray(0, countB * descriptorBytes));
  new Int32Array(buffer, outB, countB * 2).fill(-1);
  kernel.score(0, countA, atB, countB, outA, outB);
  return read(buffer, outA, countA, outB, countB);
}

function start(): Exports | null {
  try {
    const instance = new WebAssembly.Instance(new WebAssembly.Module(scoresModule()));
    return instance.exports as unknown as Exports;
  } catch {
    return null;
  }
}

function read(buffer: ArrayBuffer, outA: number, countA: number, outB: number, countB: number): Scores {
  const ofA = new Int32Array(buffer, outA, countA * 3);
  const ofB = new Int32Array(buffer, outB, countB * 2);
  const every = (from: Int32Array, step: number, first: number, count: number) =>
    Int32Array.from({ length: count }, (_, i) => from[i * step + first] as number);
  return {
    bestOfA: every(ofA, 3, 0, countA),
    bestScore: every(ofA, 3, 1, countA),
    nextScore: every(ofA, 3, 2, countA),
    bestOfB: every(ofB, 2, 0, countB),
  };
}
