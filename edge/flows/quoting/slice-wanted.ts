import type { PrintSettings } from "#contract/print-settings";
import { sliceVersions } from "#contract/slice";
import { derivedId } from "../../adapters/derived-id.ts";
import type { WantedSlice } from "../../db/slices.ts";
import type { SlicePrint } from "../../domain/quoting/slice.ts";
import type { Env } from "../../env.ts";

/** Which profiles prices are made with: those that come with the slicer, or the shop's own. */
export const profilesOf = (env: Pick<Env, "SLICER_PROFILES">): string => env.SLICER_PROFILES || sliceVersions.profile;

/** Equal geometry, settings and versions have one id, whoever asks: a slice is made once. */
export async function sliceWanted(
  geometrySha256: string,
  settings: PrintSettings,
  print: SlicePrint,
  profiles: string,
): Promise<WantedSlice> {
  const versioned = JSON.stringify([settings, print, sliceVersions.slicer, profiles]);
  return { sliceId: await derivedId("slice", geometrySha256, versioned), geometrySha256, settings, print };
}
