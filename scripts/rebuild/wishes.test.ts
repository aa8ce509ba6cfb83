import { expect, test } from "vitest";
import { readKnownDistance, readOverride } from "./wishes.ts";

test("faces and a length are an override", () => {
  expect(readOverride("diameter", "2,5=8.5")).toEqual({ quantity: "diameter", faces: [2, 5], valueMm: 8.5 });
});

test.each(["", "2", "2=", "=8", "a=8", "2,=8", "1.5=8", "-1=8", "2=8=9", "2=x"])("%j is no override", (text) => {
  expect(readOverride("distance", text)).toBeNull();
});

test("two points and a length are a known distance", () => {
  expect(readKnownDistance("0,0,0:30,-1.5,0=120")).toEqual({ from: [0, 0, 0], to: [30, -1.5, 0], distanceMm: 120 });
});

test.each(["", "0,0,0=120", "0,0:1,1,1=120", "0,0,0:1,1,1", "0,0,0:1,1,1=", "0,0,0:1,1,1:2,2,2=3", "0,,0:1,1,1=3"])(
  "%j is no known distance",
  (text) => {
    expect(readKnownDistance(text)).toBeNull();
  },
);
