import { expect, test } from "vitest";
import type { MeshFinding } from "#contract/mesh-check";
import type { PartView } from "#contract/quoting";
import { standIn } from "../server/server.ts";
import { prepareThere, type There } from "./prepare-there.ts";
import { sendPart } from "./send-part.ts";

type View = Partial<Pick<PartView, "state" | "problem" | "preparation">> & { findings?: Partial<MeshFinding>[] };

/** A server that takes the file and then answers as it is told, one view after the other. */
function server(views: (View | "away")[]) {
  const asked: string[] = [];
  let sent = false;
  const ask = async (method: string, path: string, { bytes }: { bytes?: ArrayBuffer } = {}) => {
    asked.push(`${method} ${path}`);
    if (bytes) return { kind: "ok" as const, body: undefined };
    if (path.endsWith("/geometry"))
      return { kind: "ok" as const, body: { url: "https://edge/files/mesh?signature=s" } };
    if (method === "PUT" && !sent) {
      sent = true;
      return { kind: "ok" as const, body: { partId: "p", state: "receiving", pieces: [], check: null } };
    }
    const view = (views.length > 1 ? views.shift() : views[0]) as View | "away";
    if (view === "away") return { kind: "unreachable" as const };
    const { findings = [], ...more } = view;
    const check = view.state === "ready" ? { unit: { unit: "inch" }, findings } : null;
    return { kind: "ok" as const, body: { partId: "p", pieces: [], problem: null, preparation: null, check, ...more } };
  };
  // biome-ignore lint/suspicious/noExplicitAny: a server in few words
  return { asked, ask: ask as any };
}
const part = { partId: "p", name: "part.step", unit: null, file: new Blob(["ISO-10303-21;"]) };
const stages = () => {
  const seen: string[] = [];
  const onThere = (there: There) => void (seen.at(-1) === there.stage || seen.push(there.stage));
  return { seen, onThere };
};
const atOnce = async () => undefined;

test("while the worker prepares it the server is asked again, also after the network was away", async () => {
  const at = server([{ state: "preparing" }, { state: "preparing" }, "away", { state: "ready" }]);
  const answer = await sendPart(at, part, () => undefined, atOnce);
  expect(answer).toMatchObject({ kind: "ok", body: { state: "ready" } });
  expect(at.asked.filter((call) => call === "GET /parts/p")).toHaveLength(3);
});

test("it is not asked for ever", async () => {
  const at = server([{ state: "preparing" }]);
  const answer = await sendPart(at, part, () => undefined, atOnce);
  expect(answer).toMatchObject({ kind: "ok", body: { state: "preparing" } });
  expect(at.asked.length).toBeLessThan(700);
});

test("what is ready comes back as triangles, with the server's words and its unit", async () => {
  const changes = [{ kind: "triangulated" as const, count: 12, detail: "1 body made into 12 triangles" }];
  const at = server([{ state: "ready", preparation: { changes } as PartView["preparation"] }]);
  const { seen, onThere } = stages();
  const mesh = new Blob(["stl"]);
  const urls: string[] = [];
  const back = await prepareThere(at, part, onThere, async (url) => {
    urls.push(url);
    return mesh;
  });
  expect(back).toEqual({ kind: "ok", mesh, prepared: { unit: "inch", changes: ["1 body made into 12 triangles"] } });
  expect(urls).toEqual(["https://edge/files/mesh?signature=s"]);
  expect(seen).toEqual(["sending", "preparing", "fetching"]);
});

test.each<[string, View, string, string]>([
  [
    "a file that is no part",
    { state: "refused", problem: { code: "step-unreadable", detail: "" } },
    "step-unreadable",
    "export it again",
  ],
  [
    "a hole that would have to be guessed",
    {
      state: "ready",
      findings: [
        { code: "mesh-open", severity: "stops", detail: "3 open edges; not mended: a hole 9 mm across is not flat" },
      ],
    },
    "mesh-mending-refused",
    "a hole 9 mm across is not flat",
  ],
  [
    "a part that is too large",
    { state: "ready", findings: [{ code: "mesh-too-large", severity: "stops", detail: "400 mm" }] },
    "mesh-too-large",
    "scale the part down",
  ],
])("%s is told with its reason, and nothing is fetched", async (_name, view, code, words) => {
  const at = server([view]);
  const back = await prepareThere(at, part, () => undefined);
  expect(back).toMatchObject({ kind: "refused", why: { code } });
  expect(back.kind === "refused" && back.why.todo).toContain(words);
  expect(at.asked.some((call) => call.endsWith("/geometry"))).toBe(false);
});

test("a refusal on the way is told", async () => {
  const ask = async () => ({ kind: "problem" as const, problem: standIn(503), retryAfterMs: null });
  expect((await prepareThere({ ask }, part, () => undefined)).kind).toBe("refused");
});
