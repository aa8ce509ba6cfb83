import { A, useLocation } from "@solidjs/router";
import { Match, type ParentProps, Show, Switch } from "solid-js";
import { serviceWords } from "../i18n/service-words.ts";
import { buttonClass } from "../ui/Button.tsx";
import { formatDate } from "../ui/format.ts";
import { Note } from "../ui/Note.tsx";
import { account, accountView, standing, whoIs } from "./session.ts";
import { signInPath } from "./way-on.ts";

const t = serviceWords.account;

/** What needs an account: shown to who has one, else the way to one. Without a network as last known. */
export function Gate(props: ParentProps) {
  return (
    <Switch fallback={<p>{t.loading}…</p>}>
      <Match when={standing() === "out"}>
        <Note tone="blue" icon="person" title={t.signedOutTitle}>
          <p>{t.signedOut}</p>
          <SignInLink />
        </Note>
      </Match>
      <Match when={standing() === "ended" && accountView()}>
        {(view) => (
          <Note tone="warn" title={t.endedTitle} role="status">
            <p>{t.ended(whoIs(view()))}</p>
            <SignInLink />
          </Note>
        )}
      </Match>
      <Match when={accountView()}>
        <Show when={standing() === "unreachable" && account()}>
          {(known) => <p role="status">{t.lastKnown(formatDate(known().atMs))}</p>}
        </Show>
        {props.children}
      </Match>
    </Switch>
  );
}

export function SignInLink() {
  const location = useLocation();
  return (
    <A href={signInPath(location.pathname)} class={buttonClass({ kind: "primary", size: "large" })}>
      {t.signIn}
    </A>
  );
}
