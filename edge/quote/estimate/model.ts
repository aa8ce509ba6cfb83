import type { InfillPattern } from "#contract/print-settings";
import type { Calibration, FilamentProfile, MassFactors, PrintProfile, TimeFactors } from "./calibration-form.ts";
import type { LayerSettings } from "./closed-layers.ts";
import type { LayerParts } from "./layer-parts.ts";
import type { Outline } from "./shape.ts";

export interface Modelled {
  seconds: number;
  materialMg: number;
  supportMg: number;
  filamentMm: number;
  layers: number;
}

export interface ModelSettings extends LayerSettings {
  pattern: InfillPattern;
}

/** Lines at which the head turns round: it comes down to about this speed. */
const turnSpeed = 5;
/** Going to another outline: retract, lift, travel, lower, push. */
const loopSeconds = 0.45;
const layerSeconds = 0.6;
/** Supports are laid in layers of their own, whatever the part's are, with a way there and back. */
const supportLayerMm = 0.25;
const supportLayerSeconds = 1.5;
const endingLayers = 0.6;
const skirtLayers = 3;
const chordMmLeast = 0.5;
const supportMm2Least = 1;
/** A wall of up to so many lines' width is printed as two. */
const thinWallLines = 1.4;
/** Outlines shorter than a circle of 6.5 mm radius count as small. */
const smallLoopMm = 2 * Math.PI * 6.5;
/** Support lines lie so far apart in the layers that touch the part. */
const interfaceSpacingMm = 0.2;
const filamentMm2 = Math.PI * 0.875 ** 2;

/** A line's width less the rounding of its two sides: lines laid side by side overlap by so much. */
const spacing = (width: number, layerMm: number) => width - layerMm * (1 - Math.PI / 4);

/** Seconds for lines of that whole length, each `piece` long, from turn to turn. */
function lineSeconds(length: number, piece: number, speed: number, acceleration: number): number {
  if (length <= 0) return 0;
  const ramp = Math.max(0, speed - turnSpeed);
  const long = piece / speed + (ramp * ramp) / (speed * acceleration);
  const short = 2 * Math.sqrt(piece / acceleration);
  return (length / piece) * Math.min(long, Math.max(short, piece / speed));
}

/** `parts` are `layerPartsOf` the same settings. */
export function modelled(
  shape: Outline,
  parts: LayerParts,
  settings: ModelSettings,
  { profile, filament }: { profile: PrintProfile; filament: FilamentProfile },
  factors: Pick<Calibration, "time" | "mass">,
): Modelled {
  const mass = massOf(shape, parts, settings, profile, filament, factors.mass);
  const seconds = secondsOf(shape, parts, settings, profile, filament, factors.time);
  const mm3 = mass.materialMg / filament.densityMgPerMm3;
  const own = Math.round((shape.sizeMm[2] - profile.firstLayerMm) / settings.layerMm) + 1;
  const supportLayers = parts.support.reduce((sum, support, k) => {
    const ending = parts.interface[k] as number;
    const whole = support + ending > supportMm2Least ? 1 / supportLayerMm : 0;
    return sum + shape.slabs.thickMm * (whole + (ending > supportMm2Least ? endingLayers / settings.layerMm : 0));
  }, 0);
  const layers = Math.max(1, own) + Math.round(supportLayers);
  return { seconds, ...mass, filamentMm: mm3 / filamentMm2, layers };
}

const skirtMm = ({ sizeMm: [x, y] }: Outline) => 2 * (x + y) + 13;

function massOf(
  { slabs, ...shape }: Outline,
  parts: LayerParts,
  { layerMm, infillShare, pattern }: ModelSettings,
  profile: PrintProfile,
  filament: FilamentProfile,
  factors: MassFactors,
): { materialMg: number; supportMg: number } {
  const sum = (of: Float64Array) => of.reduce((all, area) => all + area, 0) * slabs.thickMm;
  const supportShares = sharesOfSupport(profile, layerMm);
  const support = sum(parts.support) * supportShares.body + sum(parts.interface) * supportShares.interface;
  const skirt = skirtMm({ slabs, ...shape }) * skirtLayers * layerMm * profile.innerWidthMm;
  const mm3 =
    factors.wall * sum(parts.wall) +
    factors.solid * (sum(parts.solid) + sum(parts.top) + sum(parts.bridge)) +
    factors[pattern] * sum(parts.sparse) * infillShare +
    factors.skirt * skirt;
  const perMm3 = filament.densityMgPerMm3 * filament.flow;
  const supportMg = factors.support * support * perMm3;
  return { materialMg: mm3 * perMm3 + supportMg, supportMg };
}

const sharesOfSupport = (profile: PrintProfile, layerMm: number) => {
  const line = spacing(profile.supportWidthMm, layerMm);
  return { body: line / profile.supportSpacingMm, interface: line / (line + interfaceSpacingMm) };
};

function secondsOf(
  shape: Outline,
  parts: LayerParts,
  settings: ModelSettings,
  profile: PrintProfile,
  filament: FilamentProfile,
  factors: TimeFactors,
): number {
  const { slabs } = shape;
  let seconds = 0;
  for (let k = 0; k < slabs.count; k += 1) {
    const layers = slabs.thickMm / settings.layerMm;
    const layer = layerTime(shape, parts, k, settings, profile, filament, factors);
    const cooled = Math.min(filament.layerSecondsLeast, layer.slowest);
    seconds += layers * Math.max(layer.seconds, cooled);
  }
  // The first layer, and the skirt, go slowly.
  const first = (slabs.areaMm2[0] as number) / spacing(profile.innerWidthMm, profile.firstLayerMm);
  const firstLayer = first * (1 / profile.firstLayerSpeed - 1 / profile.solidSpeed);
  return seconds + Math.max(0, firstLayer) + (skirtMm(shape) * skirtLayers) / profile.firstLayerSpeed;
}

/** One layer of a slab: its time, and the time at the least speed that cooling may ask for. */
function layerTime(
  { slabs }: Outline,
  parts: LayerParts,
  k: number,
  { layerMm, infillShare, pattern }: ModelSettings,
  profile: PrintProfile,
  filament: FilamentProfile,
  factors: TimeFactors,
): { seconds: number; slowest: number } {
  const of = (name: keyof LayerParts) => parts[name][k] as number;
  const width = (mm: number) => spacing(mm, layerMm);
  const capped = (speed: number, mm: number) => Math.min(speed, filament.mm3PerSecondMost / (width(mm) * layerMm));
  const outline = slabs.outlineMm[k] as number;
  const [outerLine, innerLine, fillLine] = [profile.outerWidthMm, profile.innerWidthMm, profile.infillWidthMm].map(
    width,
  ) as [number, number, number];

  const outer = Math.min(outline, of("wall") / outerLine);
  // Lines of thin walls are widened rather than a narrow one added between them.
  const thin = outline > 0 && of("wall") / outline < thinWallLines * outerLine;
  const inner = thin ? 0 : Math.max(0, of("wall") - outer * outerLine) / innerLine;
  const outerSpeed = capped(profile.outerSpeed, profile.outerWidthMm);
  // Round small holes and pegs every line goes slowly.
  const small = outline < smallLoopMm * (slabs.loops[k] as number);
  const innerSpeed = capped(small ? profile.smallSpeed : profile.innerSpeed, profile.innerWidthMm);
  const chord = Math.max(chordMmLeast, of("closedChordMm"));
  const line = (area: number, mm: number, speed: number) =>
    lineSeconds(area / width(mm), chord, capped(speed, mm), profile.infillAcceleration);

  const perCorner = (speed: number) => Math.max(0, speed - turnSpeed) ** 2 / (speed * profile.wallAcceleration);
  const rounds = outline > 0 ? (outer + inner) / outline : 0;
  const corners = (slabs.corners[k] as number) * rounds * perCorner((outerSpeed + innerSpeed) / 2);
  const closed =
    line(of("solid"), profile.infillWidthMm, profile.solidSpeed) +
    line(of("top"), profile.topWidthMm, profile.topSpeed);
  const bridges = line(of("bridge"), profile.infillWidthMm, profile.bridgeSpeed);
  const sparse = (infillShare * of("sparse")) / fillLine;
  const across = Math.max(chordMmLeast, of("sparseChordMm"));
  const piece = pattern === "honeycomb" ? Math.min(across, (1.15 * fillLine) / Math.max(0.02, infillShare)) : across;
  const fillSpeed = capped(profile.infillSpeed, profile.infillWidthMm);
  const filling = lineSeconds(sparse, piece, fillSpeed, profile.infillAcceleration);
  const shares = sharesOfSupport(profile, layerMm);
  const supported = of("support") + of("interface") > supportMm2Least;
  // Under a slanting face almost every layer ends some support, at a height of its own.
  const ending = of("interface") > supportMm2Least ? endingLayers : 0;
  const supportLayers = (supported ? layerMm / supportLayerMm : 0) + ending;
  // By the part's layer: the support's own are fewer or more, and thicker or thinner for it.
  const supportLine = (spacing(profile.supportWidthMm, supportLayerMm) * supportLayerMm) / layerMm;
  const support = (of("support") * shares.body + of("interface") * shares.interface) / supportLine;
  const wide = Math.max(2, Math.min(20, 0.5 * Math.sqrt(of("support") + of("interface"))));
  const supportSpeed = capped(profile.supportSpeed, profile.supportWidthMm);
  const supporting = lineSeconds(support, wide, supportSpeed, profile.infillAcceleration);

  const seconds =
    factors.outer * (outer / outerSpeed) +
    factors.inner * (inner / innerSpeed) +
    factors.corner * corners +
    factors.solid * (closed + bridges) +
    factors[pattern] * filling +
    factors.support * supporting +
    factors.supportLayer * supportLayerSeconds * supportLayers +
    factors.loop * loopSeconds * (slabs.loops[k] as number) * Math.max(1, rounds) +
    factors.layer * layerSeconds;
  const length = outer + inner + sparse + support + (of("solid") + of("top") + of("bridge")) / fillLine;
  return { seconds, slowest: length / filament.speedLeast };
}
