import type { PhotoFormat } from "#contract/photo";
import type { ProblemCode } from "#contract/problem";

/**
 * What a format's parser asks of the stream. Parsers are generators: they read a file from front to back as if it were
 * whole, while the bytes pass by in pieces and nothing but what was asked for is kept.
 */
export type Ask =
  /** Exactly n bytes; an empty array at a clean end when `orEnd`. */
  | { readonly ask: "take"; readonly bytes: number; readonly orEnd?: boolean }
  | { readonly ask: "skip"; readonly bytes: number }
  /** Skip up to and including the next byte of this value. */
  | { readonly ask: "find"; readonly byte: number }
  /** Everything that follows: its beginning and its end are answered together. */
  | { readonly ask: "rest" };

export interface PhotoFacts {
  readonly format: PhotoFormat;
  readonly widthPx: number;
  readonly heightPx: number;
}

export type Parser = Generator<Ask, PhotoFacts, Uint8Array>;
export type Part<T> = Generator<Ask, T, Uint8Array>;

/** Thrown inside parsers only; the inspector turns it into an answer. */
export class Refusal extends Error {
  readonly code: ProblemCode;
  constructor(code: ProblemCode, detail: string) {
    super(detail);
    this.code = code;
  }
}

export const take = (bytes: number): Ask => ({ ask: "take", bytes });
export const takeOrEnd = (bytes: number): Ask => ({ ask: "take", bytes, orEnd: true });
export const skip = (bytes: number): Ask => ({ ask: "skip", bytes });
export const find = (byte: number): Ask => ({ ask: "find", byte });
export const rest: Ask = { ask: "rest" };

export const uint = (bytes: Uint8Array, offset: number, length: number): number => {
  let value = 0;
  for (let i = 0; i < length; i++) value = value * 256 + (bytes[offset + i] ?? 0);
  return value;
};
export const uintLe = (bytes: Uint8Array, offset: number, length: number): number => {
  let value = 0;
  for (let i = length - 1; i >= 0; i--) value = value * 256 + (bytes[offset + i] ?? 0);
  return value;
};
export const ascii = (bytes: Uint8Array, offset = 0, length = bytes.length): string =>
  String.fromCharCode(...bytes.subarray(offset, offset + length));
