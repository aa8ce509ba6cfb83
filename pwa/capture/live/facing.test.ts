import { expect, test } from "vitest";
import type { Held } from "../shot.ts";
import { directionsOfHeld, facingOf } from "./facing.ts";

const held = (alphaDeg: number, betaDeg: number, gammaDeg = 0, sinceMs = 1): Held => ({
  alphaDeg,
  betaDeg,
  gammaDeg,
  sinceMs,
});

test("a phone lying on its back looks straight down, one held upright looks level", () => {
  expect(facingOf(held(77, 0)).elevationDeg).toBeCloseTo(90);
  expect(facingOf(held(0, 90)).elevationDeg).toBeCloseTo(0);
  expect(facingOf(held(0, 45)).elevationDeg).toBeCloseTo(45);
});

test("upright or sideways, the same view is the same direction", () => {
  // Turned by 90° round the way it looks: β and γ change places, the view does not change.
  const upright = facingOf(held(30, 45));
  const sideways = facingOf(held(120, 0, -45));
  expect(sideways.elevationDeg).toBeCloseTo(upright.elevationDeg);
  expect(Math.cos(((sideways.azimuthDeg - upright.azimuthDeg) * Math.PI) / 180)).toBeCloseTo(1);
});

test("walking round the part counts as far as it was walked, the same way round as on the mat", () => {
  // Turning the phone anticlockwise (α grows) goes with walking anticlockwise round what it looks at.
  const { shots, of } = directionsOfHeld([held(10, 60), held(30, 60), held(100, 30)]);
  expect(shots.map(({ azimuthDeg }) => Math.round(azimuthDeg))).toEqual([270, 290, 360]);
  expect(shots.map(({ elevationDeg }) => Math.round(elevationDeg))).toEqual([30, 30, 60]);
  expect(of(held(55, 60))?.azimuthDeg).toBeCloseTo(315);
});

test("photos from before the sensor's zero moved are left out rather than drawn somewhere", () => {
  const { shots, of } = directionsOfHeld([held(10, 60, 0, 1), held(200, 60, 0, 2), held(220, 60, 0, 2)]);
  expect(shots.map(({ azimuthDeg }) => Math.round(azimuthDeg))).toEqual([270, 290]);
  expect(of(held(10, 60, 0, 1))).toBeNull();
  expect(directionsOfHeld([]).of(held(0, 0))).toBeNull();
});
