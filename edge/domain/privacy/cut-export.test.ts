import * as fc from "fast-check";
import { expect, test } from "vitest";
import { cutExport, rangeOfPart, type ScanWeight } from "./cut-export.ts";

const limits = { files: 10, bytes: 100 };

test("an owner without scans has one part, for the records", () => {
  expect(cutExport([], limits)).toEqual({ cuts: [], parts: [{ files: 0, bytes: 0 }] });
  expect(rangeOfPart([], 1)).toEqual({ from: "", before: null });
  expect(rangeOfPart([], 2)).toBeNull();
});

test("every scan is in exactly one part, and no part of several scans is over the limits", () => {
  const scan = fc.record({ files: fc.nat(12), bytes: fc.nat(120) });
  fc.assert(
    fc.property(fc.array(scan, { maxLength: 60 }), (weights) => {
      const scans: ScanWeight[] = weights.map((w, i) => ({ ...w, scanId: String(i).padStart(4, "0") }));
      const { cuts, parts } = cutExport(scans, limits);
      expect(parts).toHaveLength(cuts.length + 1);
      const seen = parts.flatMap((told, i) => {
        const range = rangeOfPart(cuts, i + 1);
        const mine = scans.filter(
          (s) => range && s.scanId >= range.from && (range.before === null || s.scanId < range.before),
        );
        const files = mine.reduce((sum, s) => sum + s.files, 0);
        const bytes = mine.reduce((sum, s) => sum + s.bytes, 0);
        expect(told).toEqual({ files, bytes });
        expect(mine.length <= 1 || (files <= limits.files && bytes <= limits.bytes)).toBe(true);
        return mine.map((s) => s.scanId);
      });
      expect(seen).toEqual(scans.map((s) => s.scanId));
    }),
  );
});
