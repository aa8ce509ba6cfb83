import { createSignal } from "solid-js";
import * as v from "valibot";
import { type Role, roleSchema } from "#contract/access";
import { database } from "../app/services.ts";
import { accountAnswer, keptAnswer } from "../server/kept-answers.ts";
import { accountKey, workspaceKey } from "../server/way.ts";

/** Whom this browser is signed in as, in which organisation's workspace and with what role there; null: neither. */
export type Whose = { accountId: string | null; workspaceId: string | null; role: Role | null };

const rolesSchema = v.object({ workspaces: v.array(v.object({ ownerId: v.string(), role: roleSchema })) });

const [whose, setWhose] = createSignal<Whose | null>(null);

/** Null until it is read. */
export { whose };

const channel = new BroadcastChannel("caliper-whose");
channel.addEventListener("message", () => void readWhose());

export async function readWhose(): Promise<void> {
  const [accountId, workspaceId] = await Promise.all(
    [accountKey, workspaceKey].map((key) => database.run((db) => db.get("device", key))),
  );
  const next = { accountId: accountId ?? null, workspaceId: (accountId && workspaceId) ?? null, role: null };
  const account = next.workspaceId === null ? null : await keptAnswer(database, accountAnswer, rolesSchema);
  const role = account?.body.workspaces.find((one) => one.ownerId === next.workspaceId)?.role ?? null;
  const before = whose();
  const same = before?.accountId === next.accountId && before.workspaceId === next.workspaceId && before.role === role;
  if (!same) setWhose({ ...next, role });
}

/** Under whose name a list of one's own is kept: also a device without an account has one. Null until it is read. */
export function whoseList(): string | null {
  const known = whose();
  return known && (known.workspaceId ?? known.accountId ?? "device");
}

/** A viewer of an organisation looks and downloads; the server refuses the rest. */
export const mayScan = (): boolean => whose()?.role !== "viewer";

/** After a change: this page reads it anew, and so do other tabs. */
export async function tellWhose(): Promise<void> {
  channel.postMessage("changed");
  await readWhose();
}

void readWhose();
