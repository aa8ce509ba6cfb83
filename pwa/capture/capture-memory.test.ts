import { expect, test } from "vitest";
import { directionsOf, recall, remember, type Storage, withDirection } from "./capture-memory.ts";

function makeStorage(full = false): Storage & { size: () => number } {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => {
      if (full) throw new Error("full");
      kept.set(key, value);
    },
    removeItem: (key) => kept.delete(key),
    size: () => kept.size,
  };
}
const direction = { azimuthDeg: 40, elevationDeg: 30 };

test("what was chosen and seen is known again, pass by pass", () => {
  const storage = makeStorage();
  remember(storage, "a", (known) => ({ ...known, withMat: true }));
  remember(storage, "a", (known) => withDirection(known, 1, "photo", direction));
  const known = recall(storage, "a");
  expect(known.withMat).toBe(true);
  expect(directionsOf(known, 1, new Set(["photo"]))).toEqual([direction]);
  expect(directionsOf(known, 0, new Set(["photo"]))).toEqual([]);
  expect(recall(storage, "b").withMat).toBeNull();
});

test("a photo that was removed no longer counts", () => {
  const storage = makeStorage();
  const known = remember(storage, "a", (before) => withDirection(before, 0, "gone", direction));
  expect(directionsOf(known, 0, new Set())).toEqual([]);
});

test("old scans are forgotten; a full or spoilt storage stops nobody", () => {
  const storage = makeStorage();
  for (let i = 0; i < 80; i++) remember(storage, `scan-${i}`, (known) => known);
  expect(storage.size()).toBe(31);
  expect(remember(makeStorage(true), "a", (known) => ({ ...known, withMat: false })).withMat).toBe(false);
  const spoilt = makeStorage();
  spoilt.setItem("capture:a", "{");
  expect(recall(spoilt, "a").lensId).toBeNull();
});
