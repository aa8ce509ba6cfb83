import { expect, test } from "vitest";
import type { Report } from "#contract/report";
import { plateReport } from "../../../edge/testing/plate-report.ts";
import { middleOf } from "./directions.ts";
import { viewsAsked } from "./named-views.ts";

type Camera = Report["cameras"][number];

/** A camera on a dome of 200 mm about (15, 10, 2.5), looking at the middle; azimuth counted against the clock from +x. */
function cameraAt(name: string, azimuthDeg: number, elevationDeg: number, pass = 0): Camera {
  const [a, e] = [(azimuthDeg * Math.PI) / 180, (elevationDeg * Math.PI) / 180];
  const out = [Math.cos(e) * Math.cos(a), Math.cos(e) * Math.sin(a), Math.sin(e)] as const;
  const right = [-Math.sin(a), Math.cos(a), 0] as const;
  const down = [Math.sin(e) * Math.cos(a), Math.sin(e) * Math.sin(a), -Math.cos(e)] as const;
  return {
    ...{ photoId: name, name, pass, registered: true, reason: null, reprojectionErrorPx: 0.4 },
    positionMm: [15 + 200 * out[0], 10 + 200 * out[1], 2.5 + 200 * out[2]],
    rotation: [...right, ...down, ...out.map((axis) => -axis)],
    ...{ verticalFovDeg: 40, aspect: 1.33 },
  };
}

const lost = (camera: Camera, reason = "it does not fit the other photos"): Camera => ({
  ...camera,
  ...{ registered: false, reason, positionMm: null, rotation: null, reprojectionErrorPx: null },
});

/** Rings of twelve, low and half-way up; the first photo from azimuth 0. */
const dome = (keep: (azimuthDeg: number, elevationDeg: number) => boolean = () => true): Camera[] =>
  [20, 45].flatMap((elevationDeg) =>
    Array.from({ length: 12 }, (_, i) => i * 30)
      .filter((azimuthDeg) => keep(azimuthDeg, elevationDeg))
      .map((azimuthDeg) => cameraAt(`${elevationDeg}-${azimuthDeg}`, azimuthDeg, elevationDeg)),
  );

const report = (cameras: Camera[], more: Partial<Report> = {}): Report => ({ ...plateReport(), cameras, ...more });
const asked = (of: Report) => {
  const found = viewsAsked(of);
  if (found.ask !== "views") return found.ask;
  return found.views.map(
    ({ side, height, why, near, photos }) => `${why}: ${side}, ${height}; ${near.map(({ name }) => name)} × ${photos}`,
  );
};

test("a scan seen all round asks for nothing", () => {
  expect(asked(report(dome()))).toBe("nothing");
});

test("an open sector is named by its side as seen from the first photo, its height and its neighbours", () => {
  // Against the clock from the first photo is its right.
  const right = dome((azimuth, elevation) => elevation > 30 || azimuth < 60 || azimuth > 120);
  expect(asked(report(right))).toEqual(["gap: right, low; 20-30,20-150 × 2"]);
  const one = dome((azimuth, elevation) => elevation < 30 || azimuth !== 270);
  expect(asked(report(one))).toBe("nothing");
  const left = dome((azimuth, elevation) => elevation < 30 || azimuth < 240 || azimuth > 270);
  expect(asked(report(left))).toEqual(["gap: left, middle; 45-210,45-300 × 1"]);
});

test("the same gap has the same name however the frame is turned: sides go by the first photo", () => {
  const turnedBy = dome((azimuth, elevation) => elevation < 30 || azimuth < 240 || azimuth > 270).map((_, i, all) => {
    const [elevation, azimuth] = (all[i]?.name ?? "").split("-").map(Number) as [number, number];
    return cameraAt(`${elevation}-${azimuth}`, azimuth + 137, elevation);
  });
  expect(asked(report(turnedBy))).toEqual(["gap: left, middle; 45-210,45-300 × 1"]);
});

test("a photo left out is asked for again, by its own name", () => {
  const cameras = dome().map((camera) => (camera.name === "20-180" ? lost(camera) : camera));
  expect(asked(report(cameras))).toEqual(["left-out: back, low; 20-180 × 1"]);
});

test("skin that nobody measured comes first, seen along its normal", () => {
  const base = plateReport();
  const bareSpots = [
    { areaMm2: 40, place: [30, 10, 2], normal: [1, 0, 0] },
    { areaMm2: 12, place: [15, 10, 5], normal: [0, 0, 1] },
    { areaMm2: 5, place: [15, 10, 0], normal: [0, 0, -1] },
  ] as NonNullable<Report["solid"]>["bareSpots"];
  const cameras = dome((azimuth, elevation) => elevation > 30 || azimuth < 60 || azimuth > 120);
  const solid = base.solid && { ...base.solid, bareSpots };
  const found = asked(report(cameras, { solid }));
  expect(found).toHaveLength(3);
  expect(found[0]).toMatch(/^bare: front, low; 20-0,/);
  expect(found[1]).toMatch(/^bare: .*, top; /);
  expect(found[2]).toMatch(/^bare: .*, under; /);
});

test("where next to nothing fitted together no view can be named: a whole ring is asked for", () => {
  const failure = { code: "scan-unregistered", stage: "poses", detail: "", retryable: false } as const;
  const none = dome().map((camera) => lost(camera));
  expect(asked(report(none, { failure, label: "failed", boundingBoxMm: null }))).toBe("ring");
  expect(asked(report(none, { boundingBoxMm: null }))).toBe("nothing");
});

test("without a solid the part is where the cameras look", () => {
  const middle = middleOf({ boundingBoxMm: null, cameras: dome() });
  expect(middle?.map((value) => Math.round(value * 10) / 10)).toEqual([15, 10, 2.5]);
});

test("in a free frame up is where the cameras' tops point", () => {
  const tipped = dome((azimuth, elevation) => elevation < 30 || azimuth < 240 || azimuth > 270).map((camera) => {
    // The world rolled over: y becomes z.
    const roll = ([x, y, z]: readonly number[]): number[] => [x ?? 0, -(z ?? 0), y ?? 0];
    const rows = [0, 3, 6].flatMap((row) => roll(camera.rotation?.slice(row, row + 3) ?? []));
    return { ...camera, positionMm: roll(camera.positionMm ?? []) as [number, number, number], rotation: rows };
  });
  expect(asked(report(tipped, { frame: "free", boundingBoxMm: null }))).toEqual([
    "gap: left, middle; 45-210,45-300 × 1",
  ]);
});
