import { createResource, createSignal, Match, Show, Switch } from "solid-js";
import { serviceWords } from "../i18n/service-words.ts";
import { words } from "../i18n/words.ts";
import type { Refusal } from "../server/refusal.ts";
import { Button } from "../ui/Button.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Sheet } from "../ui/Sheet.tsx";
import { type PushState, pushKey, pushState, turnPushOff, turnPushOn } from "./push.ts";

const t = serviceWords.notices;
type Known = { state: PushState; publicKey: string | null };

async function read(): Promise<Known> {
  const state = await pushState();
  const key = state === "off" ? await pushKey() : null;
  if (typeof key === "object" && key !== null) return { state, publicKey: null };
  return state === "off" && key === null ? { state: "not-here", publicKey: null } : { state, publicKey: key };
}

/** Web Push of this browser: asked for on a tap, and told why where it cannot be. */
export function PushSheet() {
  const [known, { refetch }] = createResource(read);
  const [busy, setBusy] = createSignal(false);
  const [why, setWhy] = createSignal<Pick<Refusal, "title" | "todo"> | null>(null);
  const state = () => known.latest?.state;

  const turnOn = async () => {
    const publicKey = known.latest?.publicKey;
    setWhy(publicKey ? null : words.app.noServer);
    if (!publicKey) return;
    setBusy(true);
    const turned = await turnPushOn(publicKey);
    setBusy(false);
    if (!turned.done) setWhy(turned.why === "given-up" ? { title: t.push, todo: t.pushFailed } : turned.why);
    await refetch();
  };
  const turnOff = async () => {
    setBusy(true);
    await turnPushOff();
    setBusy(false);
    await refetch();
  };

  return (
    <Sheet title={t.push}>
      <p>{t.pushText}</p>
      <Switch fallback={<p>{words.app.loading}…</p>}>
        <Match when={state() === "off"}>
          <Button size="large" kind="primary" disabled={busy()} onClick={() => void turnOn()}>
            {t.pushOn}
          </Button>
        </Match>
        <Match when={state() === "on"}>
          <p role="status">{t.pushIsOn}</p>
          <Button size="large" disabled={busy()} onClick={() => void turnOff()}>
            {t.pushOff}
          </Button>
        </Match>
        <Match when={state() === "denied"}>
          <p>{t.pushDenied}</p>
        </Match>
        <Match when={state() === "install-first"}>
          <p>{t.pushIos}</p>
        </Match>
        <Match when={state() === "none"}>
          <p>{t.pushNone}</p>
        </Match>
        <Match when={state() === "not-here"}>
          <p>{t.pushNotHere}</p>
        </Match>
      </Switch>
      <Show when={why()}>
        <Refused why={why()} />
      </Show>
    </Sheet>
  );
}
