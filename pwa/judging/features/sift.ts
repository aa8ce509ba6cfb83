import type { GreyPicture, Region } from "../types.ts";
import { chooseBlobs } from "./choose.ts";
import { describe, descriptorBytes } from "./descriptor.ts";
import { type Blob, extremaOf } from "./extrema.ts";
import { directionsAt } from "./orientation.ts";
import { type Octave, pyramidOf, scalesPerOctave } from "./pyramid.ts";

/** Features of one picture; `xy` in its pixels (the first pixel's centre at 0.5), `size` = σ in its pixels. */
export type Features = {
  count: number;
  xy: Float32Array;
  size: Float32Array;
  angle: Float32Array;
  /** 128 bytes a feature (RootSIFT). */
  descriptors: Uint8Array;
};

export type SiftOptions = {
  featuresMost: number;
  /** Least difference of levels between a blob and its surroundings. Low: weak texture on the part is what counts. */
  contrast: number;
  region: Region | null;
};

export const siftDefaults: SiftOptions = { featuresMost: 2000, contrast: 0.7, region: null };

/** Scale-invariant features (Lowe 2004). Pure and deterministic: the same picture gives the same bytes anywhere. */
export function findFeatures(picture: GreyPicture, options: Partial<SiftOptions> = {}): Features {
  const { featuresMost, contrast, region } = { ...siftDefaults, ...options };
  const octaves = pyramidOf(picture);
  const blobs = chooseBlobs(extremaOf(octaves, contrast), featuresMost, region);
  return describeAll(octaves, withDirections(octaves, blobs, featuresMost));
}

type Turned = Blob & { angle: number };

function withDirections(octaves: Octave[], blobs: Blob[], most: number): Turned[] {
  const turned: Turned[] = [];
  for (const blob of blobs) {
    for (const angle of directionsAt(layerOf(octaves, blob), blob.x, blob.y, blob.sigmaPx)) {
      turned.push({ ...blob, angle });
    }
    if (turned.length >= most) break;
  }
  return turned.slice(0, most);
}

function describeAll(octaves: Octave[], turned: Turned[]): Features {
  const count = turned.length;
  const features: Features = {
    count,
    xy: new Float32Array(2 * count),
    size: new Float32Array(count),
    angle: new Float32Array(count),
    descriptors: new Uint8Array(descriptorBytes * count),
  };
  turned.forEach((blob, i) => {
    const scale = 2 ** blob.octave;
    features.xy[2 * i] = blob.x * scale + 0.5;
    features.xy[2 * i + 1] = blob.y * scale + 0.5;
    features.size[i] = blob.sigmaPx * scale;
    features.angle[i] = blob.angle;
    const layer = layerOf(octaves, blob);
    describe(layer, blob.x, blob.y, blob.sigmaPx, blob.angle, features.descriptors, i * descriptorBytes);
  });
  return features;
}

/** The blurred picture nearest to a blob's scale. */
function layerOf(octaves: Octave[], blob: Blob): Octave["blurred"][number] {
  const octave = octaves[blob.octave] as Octave;
  const layer = Math.min(scalesPerOctave, Math.max(1, blob.layer));
  return octave.blurred[layer] as Octave["blurred"][number];
}
