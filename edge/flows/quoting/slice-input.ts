import { type SliceInput, sliceManifestName, slicePreviewName } from "#contract/slice";
import { filePath, LinkSigner } from "../../adapters/signed-links.ts";
import { openDb } from "../../db/client.ts";
import { partWithGeometry } from "../../db/parts.ts";
import type { SliceRow } from "../../db/slices.ts";
import { sliceLimits } from "../../domain/quoting/slice.ts";
import { partGeometryKey, sliceFileKey } from "../../domain/storage-keys.ts";
import type { Env } from "../../env.ts";

/** What the slicer is told: links for each object, nothing secret. Null: no part with that geometry is left. */
export async function buildSliceInput(
  env: Pick<Env, "DB" | "LINK_SIGNING_KEY" | "PUBLIC_ORIGIN">,
  { sliceId, attempt, geometrySha256, settings, print }: SliceRow,
  nowMs: number,
): Promise<SliceInput | null> {
  const part = await partWithGeometry(openDb(env.DB), geometrySha256);
  if (!part?.geometryBytes) return null;
  const signer = new LinkSigner(env.LINK_SIGNING_KEY);
  const link = (verb: "GET" | "PUT", key: string) =>
    signer.sign(verb, env.PUBLIC_ORIGIN, filePath(key), nowMs + sliceLimits.linkMs);
  return {
    ...{ schema: 1, sliceId, attempt, settings, ...print },
    geometry: {
      ...{ sha256: geometrySha256, bytes: part.geometryBytes },
      url: await link("GET", partGeometryKey(part.partId)),
    },
    results: {
      [slicePreviewName]: await link("PUT", sliceFileKey(sliceId, attempt, slicePreviewName)),
      [sliceManifestName]: await link("PUT", sliceFileKey(sliceId, attempt, sliceManifestName)),
    },
  };
}
