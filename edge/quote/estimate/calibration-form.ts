import type { InfillPattern } from "#contract/print-settings";

/** What the estimator knows of the slicer's profiles, and what it learnt from real slices. */

/** From the flattened profile: widths and heights in mm, speeds in mm/s, accelerations in mm/s². */
export interface PrintProfile {
  firstLayerMm: number;
  perimeters: number;
  outerWidthMm: number;
  innerWidthMm: number;
  infillWidthMm: number;
  topWidthMm: number;
  supportWidthMm: number;
  topLayers: number;
  bottomLayers: number;
  topMm: number;
  bottomMm: number;
  outerSpeed: number;
  innerSpeed: number;
  smallSpeed: number;
  solidSpeed: number;
  topSpeed: number;
  infillSpeed: number;
  bridgeSpeed: number;
  supportSpeed: number;
  firstLayerSpeed: number;
  wallAcceleration: number;
  infillAcceleration: number;
  supportSpacingMm: number;
  supportBelowDegrees: number;
}

export interface FilamentProfile {
  densityMgPerMm3: number;
  flow: number;
  /** What the nozzle melts at most, in mm³/s. */
  mm3PerSecondMost: number;
  /** A layer takes at least so long where there is cooling; 0: none. */
  layerSecondsLeast: number;
  /** But is not slowed below this. */
  speedLeast: number;
}

/** Factors on the model's own terms: 1 where the model alone is right. */
export interface TimeFactors extends Record<InfillPattern, number> {
  outer: number;
  inner: number;
  corner: number;
  solid: number;
  support: number;
  supportLayer: number;
  loop: number;
  layer: number;
}

export interface MassFactors extends Record<InfillPattern, number> {
  wall: number;
  solid: number;
  support: number;
  skirt: number;
}

export interface Calibration {
  /** Told with every estimate; changes with each calibration. */
  version: string;
  slicer: string;
  printer: string;
  prints: Record<"draft" | "standard" | "fine", PrintProfile>;
  filaments: Record<string, FilamentProfile>;
  time: TimeFactors;
  mass: MassFactors;
  /** Ratios true ÷ estimate between which 95 of 100 slices of parts left out lay. */
  secondsRange: readonly [number, number];
  massRange: readonly [number, number];
}
