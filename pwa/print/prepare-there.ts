import type { FileUnit } from "#contract/print-settings";
import { type ProblemCode, problems } from "#contract/problem";
import { type PartView, partGeometrySchema } from "#contract/quoting";
import { serviceWords } from "../i18n/service-words.ts";
import { type Refusal, refusalOf } from "../server/refusal.ts";
import type { Server } from "../server/server.ts";
import { stops } from "./look-at-part.ts";
import { type PartToSend, sendPart } from "./send-part.ts";

/** How far a part is that the server makes printable: the file goes there, and its triangles come back. */
export type There =
  | { readonly stage: "sending"; readonly share: number }
  | { readonly stage: "preparing" }
  | { readonly stage: "fetching" }
  | { readonly stage: "refused"; readonly why: Refusal };

/** What was done there, in the server's words, and how it reads the file's numbers. */
export interface Prepared {
  readonly unit: FileUnit;
  readonly changes: readonly string[];
}

export type CameBack =
  | { readonly kind: "ok"; readonly mesh: Blob; readonly prepared: Prepared }
  | { readonly kind: "refused"; readonly why: Refusal };

type Fetch = (url: string) => Promise<Blob>;
const fetchTimeoutMs = 300_000;
const t = serviceWords.print.there;

async function fetchMesh(url: string): Promise<Blob> {
  // The link says the server's own address; here it may have another name.
  const { pathname, search } = new URL(url, location.href);
  const answer = await fetch(pathname + search, { signal: AbortSignal.timeout(fetchTimeoutMs) });
  if (!answer.ok) throw new Error(`the part's triangles: ${answer.status}`);
  return answer.blob();
}

/** STEP, or a part with holes: sent, prepared there, and fetched as triangles in mm. */
export async function prepareThere(
  server: Pick<Server, "ask">,
  part: PartToSend,
  onThere: (there: There) => void,
  fetched: Fetch = fetchMesh,
): Promise<CameBack> {
  const onShare = (share: number) => onThere(share < 1 ? { stage: "sending", share } : { stage: "preparing" });
  onShare(0);
  const answer = await sendPart(server, part, onShare);
  if (answer.kind !== "ok") return refused(refusalOf(answer) as Refusal);
  const view = answer.body;
  if (view.state !== "ready" || !view.check) return refused(problemOf(view.problem?.code ?? "part-not-ready"));
  if (stops(view.check)) return refused(notMended(view));
  onThere({ stage: "fetching" });
  const link = await server.ask("GET", `/parts/${part.partId}/geometry`, {}, partGeometrySchema);
  if (link.kind !== "ok") return refused(refusalOf(link) as Refusal);
  try {
    const mesh = await fetched(link.body.url);
    const changes = view.preparation?.changes.map(({ detail }) => detail) ?? [];
    return { kind: "ok", mesh, prepared: { unit: view.check.unit.unit, changes } };
  } catch (error) {
    console.error("The part's triangles did not come", error);
    return refused(refusalOf({ kind: "unreachable" }) as Refusal);
  }
}

const refused = (why: Refusal): CameBack => ({ kind: "refused", why });

function problemOf(code: ProblemCode): Refusal {
  const { title, todo } = problems[code];
  return { code, title, todo };
}

/** The first finding that stops it, with the server's reason where it gives one. */
function notMended({ check }: PartView): Refusal {
  const finding = check?.findings.find(({ severity }) => severity === "stops");
  const why = finding?.detail.split("not mended: ")[1];
  if (finding && !why) return problemOf(finding.code);
  const { title } = problems["mesh-mending-refused"];
  return { code: "mesh-mending-refused", title, todo: why ? t.whyNot(why) : problems["mesh-mending-refused"].todo };
}
