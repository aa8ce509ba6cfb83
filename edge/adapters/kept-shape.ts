import type { Orientation } from "#contract/print-settings";
import { packShape, unpackShape } from "#quote/estimate/pack-shape";
import type { Shape } from "#quote/estimate/shape";
import { partShapeKey } from "../domain/storage-keys.ts";
import { errorText, log } from "./log.ts";

/** Shapes lie packed beside the geometry that they were made of, and go with it: a tenth of a megabyte instead of fifty. */
export async function loadShape(files: R2Bucket, partId: string, orientation: Orientation): Promise<Shape | null> {
  const object = await files.get(partShapeKey(partId, orientation));
  if (!object) return null;
  try {
    const packed = await new Response(object.body.pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
    return unpackShape(packed);
  } catch (error) {
    log("warn", "shape-unreadable", { partId, error: errorText(error) });
    return null;
  }
}

export async function keepShape(
  files: R2Bucket,
  partId: string,
  orientation: Orientation,
  shape: Shape,
): Promise<void> {
  const small = new Response(packShape(shape)).body?.pipeThrough(new CompressionStream("gzip"));
  await files.put(partShapeKey(partId, orientation), await new Response(small).arrayBuffer());
}
