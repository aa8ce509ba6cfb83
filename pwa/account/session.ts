import { createSignal } from "solid-js";
import { type AccountView, accountViewSchema } from "#contract/identity";
import { database, outbox, sending } from "../app/services.ts";
import { accountAnswer, type Kept, keptAnswer } from "../server/kept-answers.ts";
import { workspaceKey } from "../server/way.ts";
import {
  deviceStands,
  type Joined,
  joinAccount,
  keepAccount,
  leaveAccount,
  signOut,
  signOutEverywhere,
  wasLinked,
} from "./account-store.ts";
import { tellWhose, whose } from "./whose.ts";

const ports = { database, outbox };

/** `ended`: the sign-in ran out, the device is still linked. `unreachable`: as last known. */
export type Standing = "asking" | "out" | "in" | "ended" | "unreachable";

const [standing, setStanding] = createSignal<Standing>("asking");
const [account, setAccount] = createSignal<Kept<AccountView> | null>(null);

export { account, standing };

/** The account that is shown: signed in, or last known without a network. */
export const accountView = () => account()?.body ?? null;
export const whoIs = (view: AccountView) => view.name || view.email || view.accountId;
export const workspaceNow = () => accountView()?.workspaces.find((one) => one.ownerId === whose()?.workspaceId) ?? null;

async function show(): Promise<void> {
  setAccount(await keptAnswer(database, accountAnswer, accountViewSchema));
  await tellWhose();
}

/** What is known here at once, then what the server says. Who never signed in here is not asked about. */
export async function refreshSession(): Promise<void> {
  await show();
  if (account() === null) {
    setStanding("out");
    return;
  }
  const answer = await outbox.server.ask("GET", "/account", {}, accountViewSchema);
  if (answer.kind === "ok") return signedIn(answer.body);
  if (answer.kind === "unreachable" || answer.problem.status !== 401) setStanding("unreachable");
  else if (await deviceStands(ports)) setStanding("ended");
  else await out();
}

async function signedIn(view: AccountView): Promise<void> {
  await keepAccount(ports, view);
  // An organisation that one is no longer a member of is no workspace.
  if (whose()?.workspaceId && !view.workspaces.some((one) => one.ownerId === whose()?.workspaceId))
    await chooseWorkspace(null);
  await show();
  setStanding("in");
  if (!(await wasLinked(database, view.accountId))) await join(view.accountId);
}

/** After a sign-in: the account is kept, this device linked, what waited is sent. */
export async function enter(view: AccountView): Promise<Joined> {
  // Somebody else was signed in here before: what is theirs waits for them.
  const before = whose()?.accountId ?? null;
  if (before !== null && before !== view.accountId) await leaveAccount(ports);
  await keepAccount(ports, view);
  await show();
  setStanding("in");
  return join(view.accountId);
}

export async function join(accountId: string): Promise<Joined> {
  const joined = await joinAccount(ports, accountId);
  sending.kick();
  await tellWhose();
  return joined;
}

export async function changed(view: AccountView): Promise<void> {
  await keepAccount(ports, view);
  await show();
}

async function out(): Promise<void> {
  await leaveAccount(ports);
  await show();
  setStanding("out");
  sending.kick();
}

export async function leave(everywhere: boolean) {
  await endPush();
  const answer = await (everywhere ? signOutEverywhere(ports) : signOut(ports));
  if (answer.kind === "ok") {
    await show();
    setStanding("out");
    sending.kick();
  }
  return answer;
}

/** The account, or what this device had, is being erased. */
export async function forget(): Promise<void> {
  await endPush();
  await out();
}

/** A browser that is signed out is not told any more. */
async function endPush(): Promise<void> {
  const { pushState, turnPushOff } = await import("../notices/push.ts");
  if ((await pushState()) === "on") await turnPushOff();
}

export async function chooseWorkspace(ownerId: string | null): Promise<void> {
  await database.run(async (db) => {
    if (ownerId === null) await db.delete("device", workspaceKey);
    else await db.put("device", ownerId, workspaceKey);
  });
  await tellWhose();
}

void refreshSession();
addEventListener("online", () => void refreshSession());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") void refreshSession();
});
