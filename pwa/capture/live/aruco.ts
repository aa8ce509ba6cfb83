import type { FindMarkers } from "./judge-frame.ts";
import type { SeenMarker } from "./mat-pose.ts";

/** The little of OpenCV that is used here; its own types describe another build. */
type Mat = { rows: number; data: Uint8Array; data32S: Int32Array; data32F: Float32Array; delete(): void };
type MatVector = { get(index: number): Mat; delete(): void };
type Parameters = Record<string, number>;
export type OpenCv = {
  Mat: new (rows?: number, columns?: number, type?: number) => Mat;
  MatVector: new () => MatVector;
  CV_8UC1: number;
  DICT_5X5_250: number;
  getPredefinedDictionary(name: number): unknown;
  aruco_DetectorParameters: new () => Parameters;
  aruco_RefineParameters: new (distance: number, rate: number, orders: boolean) => unknown;
  aruco_ArucoDetector: new (
    dictionary: unknown,
    parameters: Parameters,
    refine: unknown,
  ) => { detectMarkers(picture: Mat, corners: MatVector, ids: Mat): void };
};

/** One window of the adaptive threshold instead of three: a third of the time, and enough for an evenly lit mat. */
const windowPx = 7;
const perimeterLeastShare = 0.02;
/** OpenCV counts from the middle of the first pixel, the app from its corner. */
const halfPx = 0.5;

export function makeFindMarkers(cv: OpenCv): FindMarkers {
  const parameters = new cv.aruco_DetectorParameters();
  parameters.adaptiveThreshWinSizeMin = windowPx;
  parameters.adaptiveThreshWinSizeMax = windowPx;
  parameters.minMarkerPerimeterRate = perimeterLeastShare;
  const detector = new cv.aruco_ArucoDetector(
    cv.getPredefinedDictionary(cv.DICT_5X5_250),
    parameters,
    new cv.aruco_RefineParameters(10, 3, true),
  );
  return (picture) => {
    const mat = new cv.Mat(picture.heightPx, picture.widthPx, cv.CV_8UC1);
    const corners = new cv.MatVector();
    const ids = new cv.Mat();
    try {
      mat.data.set(picture.pixels);
      detector.detectMarkers(mat, corners, ids);
      return read(corners, ids);
    } finally {
      // WebAssembly's memory is not collected.
      for (const owned of [mat, corners, ids]) owned.delete();
    }
  };
}

function read(corners: MatVector, ids: Mat): SeenMarker[] {
  return Array.from({ length: ids.rows }, (_, i) => {
    const quad = corners.get(i);
    const at = quad.data32F;
    const points = [0, 1, 2, 3].map((k) => ({ x: (at[2 * k] ?? 0) + halfPx, y: (at[2 * k + 1] ?? 0) + halfPx }));
    quad.delete();
    return { id: ids.data32S[i] ?? -1, corners: points };
  });
}
