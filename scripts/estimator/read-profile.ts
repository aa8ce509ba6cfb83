// The figures of the slicer's profiles that the estimator's model works with.
import type { FilamentProfile, PrintProfile } from "../../edge/quote/estimate/calibration-form.ts";
import { type filamentNames, flatProfile, type printNames } from "./profile.ts";

function reading(flat: Map<string, string>) {
  return (name: string): number => {
    const value = Number.parseFloat(flat.get(name)?.split(",")[0] ?? "");
    if (!Number.isFinite(value)) throw new Error(`the profile has no ${name}`);
    return value;
  };
}

export function printProfile(preset: keyof typeof printNames): PrintProfile {
  const of = reading(flatProfile(preset, "pla"));
  return {
    firstLayerMm: of("first_layer_height"),
    perimeters: of("perimeters"),
    outerWidthMm: of("external_perimeter_extrusion_width"),
    innerWidthMm: of("perimeter_extrusion_width"),
    infillWidthMm: of("infill_extrusion_width"),
    topWidthMm: of("top_infill_extrusion_width"),
    supportWidthMm: of("support_material_extrusion_width"),
    topLayers: of("top_solid_layers"),
    bottomLayers: of("bottom_solid_layers"),
    topMm: of("top_solid_min_thickness"),
    bottomMm: of("bottom_solid_min_thickness"),
    outerSpeed: of("external_perimeter_speed"),
    innerSpeed: of("perimeter_speed"),
    smallSpeed: of("small_perimeter_speed"),
    solidSpeed: of("solid_infill_speed"),
    topSpeed: of("top_solid_infill_speed"),
    infillSpeed: of("infill_speed"),
    bridgeSpeed: of("bridge_speed"),
    supportSpeed: of("support_material_speed"),
    firstLayerSpeed: of("first_layer_speed"),
    wallAcceleration: of("perimeter_acceleration"),
    infillAcceleration: of("infill_acceleration"),
    supportSpacingMm: of("support_material_spacing"),
    supportBelowDegrees: of("support_material_threshold"),
  };
}

export function filamentProfile(material: keyof typeof filamentNames): FilamentProfile {
  const of = reading(flatProfile("standard", material));
  return {
    densityMgPerMm3: of("filament_density"),
    flow: of("extrusion_multiplier"),
    mm3PerSecondMost: of("filament_max_volumetric_speed"),
    layerSecondsLeast: of("cooling") > 0 ? of("slowdown_below_layer_time") : 0,
    speedLeast: of("min_print_speed"),
  };
}
