import { type PrepareInput, preparedMeshName, prepareManifestName } from "#contract/prepare";
import { filePath, LinkSigner } from "../../adapters/signed-links.ts";
import type { PreparationRow } from "../../db/preparations.ts";
import { preparationLimits } from "../../domain/quoting/preparation.ts";
import { partFileKey, partGeometryKey, preparedKey } from "../../domain/storage-keys.ts";
import type { Env } from "../../env.ts";

/** What the worker is told: links for each object, nothing secret. What it has to mend is our own STL, not the file. */
export async function buildPrepareInput(
  env: Pick<Env, "LINK_SIGNING_KEY" | "PUBLIC_ORIGIN">,
  { preparationId, partId, task, attempt, inputSha256, inputBytes }: PreparationRow,
  nowMs: number,
): Promise<PrepareInput> {
  const signer = new LinkSigner(env.LINK_SIGNING_KEY);
  const link = (verb: "GET" | "PUT", key: string) =>
    signer.sign(verb, env.PUBLIC_ORIGIN, filePath(key), nowMs + preparationLimits.linkMs);
  const source = task === "triangulate" ? partFileKey(partId) : partGeometryKey(partId);
  const to = (name: string) => link("PUT", preparedKey(partId, preparationId, attempt, name));
  return {
    ...{ schema: 1, preparationId, attempt, task },
    file: { sha256: inputSha256, bytes: inputBytes, url: await link("GET", source) },
    results: {
      [preparedMeshName]: await to(preparedMeshName),
      [prepareManifestName]: await to(prepareManifestName),
    },
  };
}
