import { expect, test } from "vitest";
import { isFinal, readIdempotencyKey } from "./idempotency.ts";

test("a key may come bare or quoted, and is the same key", () => {
  expect(readIdempotencyKey("order-1")).toBe("order-1");
  expect(readIdempotencyKey(' "order-1" ')).toBe("order-1");
  expect(readIdempotencyKey('"a\\"b"')).toBe('a"b');
});

test("what is empty, too long or not printable is no key", () => {
  for (const bad of ["", '""', " ", "x".repeat(256), "caf\u00e9", "a\u0000b"])
    expect(readIdempotencyKey(bad), bad).toBeNull();
});

test("only a last word is kept", () => {
  expect([isFinal(201, null), isFinal(400, "never"), isFinal(404, "never")]).toEqual([true, true, true]);
  expect([isFinal(500, "later"), isFinal(503, null), isFinal(409, "later"), isFinal(429, "later")]).not.toContain(true);
});
