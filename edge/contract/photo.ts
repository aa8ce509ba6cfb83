import * as v from "valibot";
import { instantMsSchema, photoIdSchema, sha256Schema } from "./ids.ts";

/** What a pass (one walk round the part as it lies) must hold. */
export const photoLimits = {
  perPassMin: 20,
  perPassMax: 50,
  bytesMax: 50 * 1024 * 1024,
  pixelsMin: 1_000_000,
  /** Above it a decoder could be made to eat all memory (decompression bomb). */
  pixelsMax: 120_000_000,
  passesMax: 4,
} as const;

export const photoFormatSchema = v.picklist(["jpeg", "png", "webp", "heic"]);
export type PhotoFormat = v.InferOutput<typeof photoFormatSchema>;

/** A pass number: 0 for the part as first laid down, 1 for the part turned over, … */
export const passSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(photoLimits.passesMax - 1));

/** A file's name as shown to people; never used as a path or key. */
export const photoNameSchema = v.pipe(v.string(), v.minLength(1), v.maxLength(200));

/**
 * Request headers of `PUT /api/v1/scans/{scanId}/photos/{photoId}`; the body is the photo's exact bytes.
 * `x-photo-name` is percent-encoded (headers carry Latin-1 only).
 */
export const photoPutHeaders = {
  sha256: "x-photo-sha256",
  pass: "x-photo-pass",
  name: "x-photo-name",
  takenAtMs: "x-photo-taken-at-ms",
} as const;

/** The server's word that it holds exactly these bytes: after it the phone may delete its copy. */
export const photoReceiptSchema = v.object({
  photoId: photoIdSchema,
  pass: passSchema,
  name: photoNameSchema,
  sha256: sha256Schema,
  bytes: v.pipe(v.number(), v.integer(), v.minValue(1)),
  format: photoFormatSchema,
  /** As stored in the file, before its EXIF orientation is applied. */
  widthPx: v.pipe(v.number(), v.integer(), v.minValue(1)),
  heightPx: v.pipe(v.number(), v.integer(), v.minValue(1)),
  receivedAtMs: instantMsSchema,
});
export type PhotoReceipt = v.InferOutput<typeof photoReceiptSchema>;
