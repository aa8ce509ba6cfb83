/**
 * The WebAssembly module of `scores-simd.ts`, put together by hand: one loop does not earn a compiler in the build.
 *
 * score(a, countA, b, countB, outA, outB): descriptors are 128 numbers of 16 bits. outA: (best, score, next score) of
 * each of A, outB: (best, score) of each of B, which must begin as −1. All 32-bit whole numbers.
 */
export function scoresModule(): Uint8Array<ArrayBuffer> {
  const header = [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00];
  const types = section(1, [1, 0x60, 6, ...Array(6).fill(i32), 0]);
  const functions = section(3, [1, 0]);
  const memories = section(5, [1, 0x00, 1]);
  const exports = section(7, [2, ...name("memory"), 0x02, 0, ...name("score"), 0x00, 0]);
  // Seven whole numbers, then one vector.
  const body = [2, 7, i32, 1, v128, ...scoreBody(), op.end];
  const code = section(10, [1, ...unsigned(body.length), ...body]);
  return Uint8Array.from([...header, ...types, ...functions, ...memories, ...exports, ...code]);
}

const i32 = 0x7f;
const v128 = 0x7b;
const empty = 0x40;
const numbersPerVector = 8;
const vectors = 128 / numbersPerVector;
const wideBytes = 256;

const op = {
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  else: 0x05,
  end: 0x0b,
  branch: 0x0c,
  branchIf: 0x0d,
  get: 0x20,
  set: 0x21,
  load: 0x28,
  store: 0x36,
  constant: 0x41,
  greaterS: 0x4a,
  greaterEqualU: 0x4f,
  add: 0x6a,
  multiply: 0x6c,
};
const simd = { load: [0xfd, 0x00], lane: [0xfd, 0x1b], add: [0xfd, 0xae, 0x01], dot: [0xfd, 0xba, 0x01] };

/** Parameters, then locals, by their numbers. */
const at = { a: 0, countA: 1, b: 2, countB: 3, outA: 4, outB: 5, i: 6, j: 7, placeB: 8, best: 9, next: 10, bestAt: 11 };
const score = 12;
const sum = 13;

const get = (local: number) => [op.get, local];
const set = (local: number) => [op.set, local];
const number = (value: number) => [op.constant, ...signed(value)];
const store = (offset: number) => [op.store, 2, ...unsigned(offset)];
const raise = (local: number, by: number) => [...get(local), ...number(by), op.add, ...set(local)];

function scoreBody(): number[] {
  return [
    ...loopWhile(at.i, at.countA, [
      ...[...number(-1), ...set(at.best), ...number(-1), ...set(at.next), ...number(-1), ...set(at.bestAt)],
      ...[...get(at.b), ...set(at.placeB), ...number(0), ...set(at.j)],
      ...loopWhile(at.j, at.countB, [...product(), ...keepForA(), ...keepForB(), ...raise(at.placeB, wideBytes)]),
      ...[...get(at.outA), ...get(at.bestAt), ...store(0)],
      ...[...get(at.outA), ...get(at.best), ...store(4)],
      ...[...get(at.outA), ...get(at.next), ...store(8)],
      ...raise(at.outA, 12),
      ...raise(at.a, wideBytes),
    ]),
  ];
}

/** Where outB keeps the best of j. */
const placeOfB = () => [...get(at.j), ...number(8), op.multiply, ...get(at.outB), op.add];

/** The product of the descriptors at a and placeB, left in `score`. */
function product(): number[] {
  const code: number[] = [];
  for (let k = 0; k < vectors; k++) {
    const offset = unsigned(16 * k);
    code.push(...get(at.a), ...simd.load, 4, ...offset, ...get(at.placeB), ...simd.load, 4, ...offset, ...simd.dot);
    if (k > 0) code.push(...get(sum), ...simd.add);
    code.push(...set(sum));
  }
  const lane = (index: number) => [...get(sum), ...simd.lane, index];
  return [...code, ...lane(0), ...lane(1), op.add, ...lane(2), op.add, ...lane(3), op.add, ...set(score)];
}

function keepForA(): number[] {
  return [
    ...[...get(score), ...get(at.best), op.greaterS, op.if, empty],
    ...[...get(at.best), ...set(at.next), ...get(score), ...set(at.best), ...get(at.j), ...set(at.bestAt)],
    ...[op.else, ...get(score), ...get(at.next), op.greaterS, op.if, empty],
    ...[...get(score), ...set(at.next), op.end, op.end],
  ];
}

function keepForB(): number[] {
  return [
    ...[...get(score), ...placeOfB(), op.load, 2, 4, op.greaterS, op.if, empty],
    ...[...placeOfB(), ...get(at.i), ...store(0), ...placeOfB(), ...get(score), ...store(4), op.end],
  ];
}

/** `for (; counter < limit; counter++)`; the counter's own start is the caller's. */
function loopWhile(counter: number, limit: number, body: number[]): number[] {
  return [
    ...[op.block, empty, op.loop, empty],
    ...[...get(counter), ...get(limit), op.greaterEqualU, op.branchIf, 1],
    ...body,
    ...raise(counter, 1),
    ...[op.branch, 0, op.end, op.end],
  ];
}

const section = (id: number, content: number[]) => [id, ...unsigned(content.length), ...content];
const name = (text: string) => [text.length, ...Array.from(text, (letter) => letter.charCodeAt(0))];

/** LEB128, as WebAssembly writes whole numbers. */
function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >>> 7)];
}

function signed(value: number): number[] {
  const low = value & 127;
  const rest = value >> 7;
  const done = (rest === 0 && low < 64) || (rest === -1 && low >= 64);
  return done ? [low] : [low | 128, ...signed(rest)];
}
