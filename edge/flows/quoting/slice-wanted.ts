import type { PrintSettings } from "#contract/print-settings";
import { sliceVersions } from "#contract/slice";
import { derivedId } from "../../adapters/derived-id.ts";
import type { WantedSlice } from "../../db/slices.ts";
import type { SlicePrint } from "../../domain/quoting/slice.ts";

/** Equal geometry, settings and versions have one id, whoever asks: a slice is made once. */
export async function sliceWanted(
  geometrySha256: string,
  settings: PrintSettings,
  print: SlicePrint,
): Promise<WantedSlice> {
  const { slicer, profile } = sliceVersions;
  const versioned = JSON.stringify([settings, print, slicer, profile]);
  return { sliceId: await derivedId("slice", geometrySha256, versioned), geometrySha256, settings, print };
}
