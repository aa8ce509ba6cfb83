import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { withoutEval } from "./opencv-plugin.ts";

const source = readFileSync(createRequire(import.meta.url).resolve("@techstark/opencv-js"), "utf8");

/** Calls that go through every kind of binding: constructors, methods, functions, vectors, callbacks into JavaScript. */
const program = `
const cv = require("./opencv.cjs");
const ready = setInterval(() => {
  if (!cv.Mat) return;
  clearInterval(ready);
  const mat = new cv.Mat(40, 40, cv.CV_8UC1, new cv.Scalar(7));
  const detector = new cv.aruco_ArucoDetector(
    cv.getPredefinedDictionary(cv.DICT_5X5_250), new cv.aruco_DetectorParameters(), new cv.aruco_RefineParameters(10, 3, true));
  const corners = new cv.MatVector(), ids = new cv.Mat();
  detector.detectMarkers(mat, corners, ids);
  let refused = "";
  try { cv.mean() } catch (error) { refused = error.name || String(error) }
  console.log(JSON.stringify({ mean: cv.mean(mat)[0], markers: corners.size(), refused }));
}, 10);`;

test("OpenCV works where no code may be made from strings", () => {
  const folder = mkdtempSync(join(tmpdir(), "caliper-opencv-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "opencv.cjs"), withoutEval(source));
  writeFileSync(join(folder, "program.cjs"), program);
  const run = spawnSync(process.execPath, ["--disallow-code-generation-from-strings", join(folder, "program.cjs")], {
    encoding: "utf8",
  });
  expect(run.stderr).toBe("");
  expect(JSON.parse(run.stdout)).toEqual({ mean: 7, markers: 0, refused: "BindingError" });
}, 60_000);

test("another build of OpenCV stops the build of the app", () => {
  expect(() => withoutEval("var cv = {}")).toThrow("has changed");
  expect(() => withoutEval(`${source}\nnew Function("x")`)).toThrow("makes code");
});
