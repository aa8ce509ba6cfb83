import type { Report } from "#contract/report";

type Face = NonNullable<Report["solid"]>["faces"][number];
const face = (id: number, type: Face["type"], axis: Face["axis"], origin: Face["origin"], radiusMm?: number): Face => ({
  ...{ id, type, axis, origin, radiusMm: radiusMm ?? null, rawRadiusMm: radiusMm ?? null, evidence: "measured" },
  ...{ areaMm2: 100, deviationMeanMm: 0.05, deviationP95Mm: 0.1, deviationBiasMm: 0, inliers: 500 },
});

/** Report of a plate of 30 × 20 × 5 mm with a bore of 8 mm; faces: 0 bottom, 1 top, 2 bore, 3 a side. */
export const plateReport = (): Report => ({
  schema: 2,
  label: "analytic",
  summary: "A plate.",
  failure: null,
  quality: "draft",
  unit: "mm",
  scale: { source: "mat", known: true, detail: "from the mat" },
  frame: "mat",
  boundingBoxMm: { min: [0, 0, 0], max: [30, 20, 5], size: [30, 20, 5] },
  stages: [],
  cameras: [],
  mesh: null,
  solid: {
    ...{ valid: true, solids: 1, closed: true, dimensions: [], volumeMm3: 2748 },
    ...{ deviationMeanMm: 0.05, deviationP95Mm: 0.1, deviationMaxMm: 0.2 },
    faces: [
      face(0, "plane", [0, 0, -1], [0, 0, 0]),
      face(1, "plane", [0, 0, 1], [0, 0, 5]),
      face(2, "cylinder", [0, 0, 1], [15, 10, 0], 4),
      face(3, "plane", [1, 0, 0], [30, 0, 0]),
    ],
  },
  overrides: [],
  rebuiltFrom: null,
  warnings: [],
  seconds: 1,
  peakMemoryMb: null,
  software: {},
});
