import { createSignal } from "solid-js";
import { database } from "../app/services.ts";
import { accountKey, workspaceKey } from "../server/way.ts";

/** Whom this browser is signed in as, and in which organisation's workspace; null: neither. */
export type Whose = { accountId: string | null; workspaceId: string | null };

const [whose, setWhose] = createSignal<Whose | null>(null);

/** Null until it is read. */
export { whose };

const channel = new BroadcastChannel("caliper-whose");
channel.addEventListener("message", () => void readWhose());

export async function readWhose(): Promise<void> {
  const [accountId, workspaceId] = await Promise.all(
    [accountKey, workspaceKey].map((key) => database.run((db) => db.get("device", key))),
  );
  const next = { accountId: accountId ?? null, workspaceId: (accountId && workspaceId) ?? null };
  const before = whose();
  if (before?.accountId !== next.accountId || before?.workspaceId !== next.workspaceId) setWhose(next);
}

/** After a change: this page reads it anew, and so do other tabs. */
export async function tellWhose(): Promise<void> {
  channel.postMessage("changed");
  await readWhose();
}

void readWhose();
