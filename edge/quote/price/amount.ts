/**
 * An exact amount: a ratio of two BigInts. Prices are added up without any rounding and rounded once, at the end.
 * No `number` with a fraction ever enters: `amount` refuses it.
 */
export interface Amount {
  readonly over: bigint;
  readonly under: bigint;
}

export function whole(value: number): bigint {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a whole number: ${value}`);
  return BigInt(value);
}

export const amount = (over: bigint, under = 1n): Amount => {
  if (under <= 0n) throw new RangeError("an amount is divided by a positive number");
  return { over, under };
};

export const zero = amount(0n);

const divisor = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : divisor(b, a % b));

function shortened(over: bigint, under: bigint): Amount {
  const by = divisor(over, under) || 1n;
  return { over: over / by, under: under / by };
}

export const plus = (a: Amount, b: Amount): Amount => shortened(a.over * b.under + b.over * a.under, a.under * b.under);
export const minus = (a: Amount, b: Amount): Amount => plus(a, { over: -b.over, under: b.under });
export const times = (a: Amount, over: bigint, under = 1n): Amount => shortened(a.over * over, a.under * under);
export const less = (a: Amount, b: Amount): boolean => a.over * b.under < b.over * a.under;
export const most = (a: Amount, b: Amount): Amount => (less(a, b) ? b : a);

/** To the nearest whole; a half goes up. */
export function rounded(value: Amount): bigint {
  const doubled = 2n * value.over + value.under;
  const under = 2n * value.under;
  const cut = doubled / under;
  return doubled < 0n && cut * under !== doubled ? cut - 1n : cut;
}

/** Back to a `number` for the wire; what is larger than 2^53 is a mistake of the caller. */
export function asNumber(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError("a price beyond any order");
  return number;
}

/**
 * Whole parts of exact ones, in order, such that the parts' sum is the rounded sum: each is the step of the running
 * total's rounding. An exact zero stays zero and a positive part never turns negative.
 */
export function apportioned(parts: readonly Amount[]): bigint[] {
  let exact = zero;
  let before = 0n;
  return parts.map((part) => {
    exact = plus(exact, part);
    const now = rounded(exact);
    const step = now - before;
    before = now;
    return step;
  });
}
