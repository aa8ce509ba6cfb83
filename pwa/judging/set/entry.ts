import { type Features, findFeatures } from "../features/sift.ts";
import type { Size } from "../matching/points.ts";
import { type Exposure, exposureOf } from "../picture/exposure.ts";
import { thumbprint } from "../picture/likeness.ts";
import { scaledRegion } from "../picture/region.ts";
import { sharpnessOf } from "../picture/sharpness.ts";
import { shrink } from "../picture/shrink.ts";
import type { GreyPicture, JudgedPhoto, MatPose, Region } from "../types.ts";
import { partRegion } from "./part-region.ts";

/** What a first look at a photo tells: a tenth of the work. */
export type Glance = {
  id: string;
  order: number;
  pass: number;
  size: Size;
  /** In the pixels of the features. */
  pose: MatPose | null;
  exposure: Exposure;
  sharpness: number;
  print: Float32Array;
};

/** What the judge keeps of a photo: about half a megabyte, not its pixels. */
export type Entry = Glance & {
  features: Features;
  /** The largest features: enough to tell which photos may overlap. */
  coarse: Features;
};

/** A photo between its first look and its features: it still has the picture, two thirds of a megabyte. */
export type Unread = { glance: Glance; picture: GreyPicture; region: Region };

const sharpnessSidePx = 1280;
const featuresSidePx = 960;
const coarseMost = 300;

export function glanceAt(photo: JudgedPhoto): Unread {
  const sharp = shrink(photo.grey, sharpnessSidePx);
  const small = shrink(sharp, featuresSidePx);
  const pose = photo.pose && scaledPose(photo.pose, small.widthPx / photo.grey.widthPx);
  const region = photo.partRegion ? scaledRegion(photo.partRegion, photo.grey, small) : partRegion(small, pose);
  const glance = {
    id: photo.id,
    order: photo.order,
    pass: photo.pass ?? 0,
    pose,
    size: { widthPx: small.widthPx, heightPx: small.heightPx },
    exposure: exposureOf(small, region),
    sharpness: sharpnessOf(sharp, scaledRegion(region, small, sharp)),
    print: thumbprint(small),
  };
  return { glance, picture: small, region };
}

export function readFeatures({ glance, picture, region }: Unread): Entry {
  const features = findFeatures(picture, { region });
  return { ...glance, features, coarse: largest(features) };
}

function scaledPose(pose: MatPose, factor: number): MatPose {
  const { centrePx: centre } = pose;
  return {
    ...pose,
    focalPx: pose.focalPx * factor,
    ...(centre && { centrePx: [centre[0] * factor, centre[1] * factor] as const }),
  };
}

function largest(features: Features): Features {
  const order = Array.from({ length: features.count }, (_, i) => i);
  order.sort((a, b) => (features.size[b] as number) - (features.size[a] as number) || a - b);
  const rows = order.slice(0, coarseMost);
  const descriptors = new Uint8Array(128 * rows.length);
  rows.forEach((row, i) => {
    descriptors.set(features.descriptors.subarray(128 * row, 128 * (row + 1)), 128 * i);
  });
  return {
    count: rows.length,
    xy: Float32Array.from(rows.flatMap((row) => [features.xy[2 * row] as number, features.xy[2 * row + 1] as number])),
    size: Float32Array.from(rows, (row) => features.size[row] as number),
    angle: Float32Array.from(rows, (row) => features.angle[row] as number),
    descriptors,
  };
}
