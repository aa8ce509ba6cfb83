import type { Catalogue } from "#contract/material-catalogue";
import type { OrientationProposal, Process } from "#contract/print-settings";
import { proposeOrientations } from "#quote/estimate/propose-orientation";
import { readPartFrom } from "#quote/mesh/read-part";
import type { ReadPart } from "#quote/mesh/reader";
import type { PartRow } from "../../db/parts.ts";
import { partGeometryKey } from "../../domain/storage-keys.ts";
import type { Env } from "../../env.ts";

export type Ways = Readonly<Record<Process, readonly OrientationProposal[]>>;

/** A Worker has 128 MB and little time: of larger parts nothing is proposed. */
const trianglesMax = 200_000;

const asDrawn: OrientationProposal = {
  orientation: { kind: "face-down", side: "-z" },
  ...{ reason: "as-drawn", supportMm3: 0, heightUm: 0, fits: true },
};
export const onlyAsDrawn: Ways = { fdm: [asDrawn], sla: [asDrawn] };

/** How a part could lie on the machines of each process, best first: as the app proposes it, from what will be sliced. */
export async function waysOfPart(env: Pick<Env, "FILES">, part: PartRow, { machines }: Catalogue): Promise<Ways> {
  if ((part.check?.triangles ?? Number.POSITIVE_INFINITY) > trianglesMax) return onlyAsDrawn;
  const file = await env.FILES.get(partGeometryKey(part.partId));
  if (!file) return onlyAsDrawn;
  const { mesh } = (await readPartFrom(file.body, file.size)) as ReadPart;
  const of = (process: Process): readonly OrientationProposal[] => {
    const rooms = machines.filter((one) => one.enabled && one.process === process);
    return rooms.length > 0 ? proposeOrientations(mesh, rooms) : [];
  };
  return { fdm: of("fdm"), sla: of("sla") };
}
