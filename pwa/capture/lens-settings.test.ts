import { expect, test } from "vitest";
import { lensSettings } from "./lens-settings.ts";

const track = (settings: object) => ({ label: "back 0", getSettings: () => settings as MediaTrackSettings });

test("of the camera's settings those are kept that the browser tells, in units that are named", () => {
  const told = { deviceId: "x", width: 4000, exposureTime: 166, iso: 400, focusDistance: 0.3, zoom: 1, torch: false };
  expect(lensSettings(track(told), "still")).toEqual({
    label: "back 0",
    way: "still",
    exposureMs: 16.6,
    iso: 400,
    focusDistanceM: 0.3,
    zoom: 1,
    torch: false,
  });
});

test("a browser that tells of nothing leaves nothing behind", () => {
  expect(lensSettings({ label: "" }, "frame")).toBeNull();
  expect(lensSettings(track({ iso: Number.NaN, focusMode: "" }), "frame")).toEqual({ label: "back 0", way: "frame" });
});
