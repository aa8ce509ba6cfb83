import { expect, test } from "vitest";
import { allOperations, type OperationId } from "#contract/api/all";
import type { Operation } from "#contract/api/operation";
import { examples } from "../../openapi/examples.ts";
import { type CallerName, type Callers, callerNames, gatherCallers } from "../../testing/callers.ts";
import { useSystem } from "../../testing/use-system.ts";
import { groups, matrix } from "./matrix-table.ts";

const held = useSystem();
const all = Object.entries<Operation>(allOperations) as [OperationId, Operation][];
const secret = "only for its own organisation";
/** What the guard says; handlers have reasons of their own. */
const guarded: Record<string, number> = { unauthorized: 401, forbidden: 403, "sign-in-needed": 401 };

type World = { callers: Callers; params: Record<string, string> };
let lookers: World | null = null;

async function world(): Promise<World> {
  const s = held.current;
  const callers = await gatherCallers(s);
  const scanId = crypto.randomUUID();
  await s.env.DB.prepare(
    "INSERT INTO scans (scan_id, owner_id, name, created_at_ms, updated_at_ms) VALUES (?, ?, ?, 1, 1)",
  )
    .bind(scanId, callers.organisationId, secret)
    .run();
  return { callers, params: { scanId, organisationId: callers.organisationId, ownerId: callers.organisationId } };
}

function ask(
  id: OperationId,
  operation: Operation,
  caller: Readonly<Record<string, string>>,
  params: Record<string, string>,
) {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => params[name] ?? crypto.randomUUID());
  const body = operation.body && !("media" in operation.body) ? JSON.stringify(examples[id] ?? {}) : null;
  const headers = { "content-type": "application/json", ...caller };
  const init = { method: operation.method.toUpperCase(), headers, ...(body === null ? {} : { body }) };
  return held.current.fetch(`http://edge.test/api/v1${path}`, init);
}

test("every operation is in the matrix", () => {
  expect(all.map(([id]) => id).filter((id) => !(id in matrix))).toEqual([]);
});

test.each(all)("%s is done for those who may, and for nobody else", async (id, operation) => {
  const may: readonly CallerName[] = groups[matrix[id] ?? "administration"];
  const seen: Record<string, string> = {};
  const wanted: Record<string, string> = {};
  // Looking changes nothing: those who look may be the same people throughout.
  lookers ??= await world();
  const { callers, params } = operation.method === "get" ? lookers : await world();
  for (const name of callerNames) {
    const before = await nameOf(params.scanId ?? "");
    const answer = await ask(id, operation, callers.headers[name], params);
    const text = await answer.text();
    const code = answer.status >= 400 ? ((JSON.parse(text) as { code: string }).code ?? "") : "";
    seen[name] = guarded[code] === answer.status ? "refused" : answer.status === 500 ? "broken" : "let in";
    wanted[name] = may.includes(name) ? "let in" : "refused";
    if (insiders.has(name) || may === groups.administration) continue;
    expect(text, `${name} reads what is another's`).not.toContain(secret);
    expect(await nameOf(params.scanId ?? ""), `${name} changes what is another's`).toBe(before);
  }
  expect(seen).toEqual(wanted);
});

const insiders: ReadonlySet<CallerName> = new Set(["viewer", "operator", "owner", "organisationKey", "foreignPage"]);
const nameOf = (scanId: string): Promise<string | null> =>
  held.current.env.DB.prepare("SELECT name FROM scans WHERE scan_id = ?").bind(scanId).first<string>("name");

test("who is unknown is told so, and who is known that it is not for them", async () => {
  const { callers, params } = await world();
  const told = async (name: CallerName, id: OperationId): Promise<number> =>
    (await ask(id, allOperations[id], callers.headers[name], params)).status;
  for (const name of ["anonymous", "revokedKey", "expiredToken", "signedOut", "otherOrganisation"] as const) {
    expect(await told(name, "listScans"), name).toBe(401);
  }
  expect(await told("keyWithoutScope", "listScans")).toBe(403);
  expect(await told("viewer", "putScan")).toBe(403);
});
