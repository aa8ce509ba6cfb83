import { A, useNavigate } from "@solidjs/router";
import { createSignal, Match, onMount, Show, Switch } from "solid-js";
import { organisationViewSchema } from "#contract/organisation";
import { createAct } from "../account/create-act.ts";
import { accountView, chooseWorkspace, refreshSession, standing, whoIs } from "../account/session.ts";
import { signInPath } from "../account/way-on.ts";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { teamWords } from "../i18n/team-words.ts";
import { words } from "../i18n/words.ts";
import { announce } from "../ui/announce.ts";
import { Button, buttonClass } from "../ui/Button.tsx";
import { Note } from "../ui/Note.tsx";
import { Page } from "../ui/Page.tsx";
import { Refused } from "../ui/Refused.tsx";
import { forgetToken, takeToken } from "./invitation-token.ts";

const t = teamWords.invitation;

/** What the link in the mail opens: sign in first, then become a member. */
export default function InvitationScreen() {
  const [token, setToken] = createSignal<string | null>(null);
  onMount(() => {
    setToken(takeToken());
    void refreshSession();
  });
  return (
    <Page title={t.title} back="/" backLabel={words.app.toScans}>
      <Switch fallback={<p>{serviceWords.account.loading}…</p>}>
        <Match when={token() === null}>
          <Note title={t.noneTitle}>
            <p>{t.none}</p>
          </Note>
        </Match>
        <Match when={standing() === "out" || standing() === "ended"}>
          <Note tone="blue" icon="people" title={t.signInTitle}>
            <p>{t.signIn}</p>
            <A href={signInPath("/invitation")} class={buttonClass({ kind: "primary", size: "large" })}>
              {t.signInGo}
            </A>
          </Note>
        </Match>
        <Match when={accountView()}>
          <Accept token={token() ?? ""} />
        </Match>
      </Switch>
    </Page>
  );
}

function Accept(props: { token: string }) {
  const navigate = useNavigate();
  const { act, busy, refusal } = createAct();
  const accept = () =>
    act(
      () => outbox.server.ask("POST", "/invitations/accept", { json: { token: props.token } }, organisationViewSchema),
      async (joined) => {
        forgetToken();
        await refreshSession();
        await chooseWorkspace(joined.organisationId);
        announce(t.joined(joined.name));
        navigate("/", { replace: true });
      },
    );
  return (
    <Note tone="blue" icon="people" title={t.askTitle}>
      <Show when={accountView()}>{(view) => <p>{t.ask(whoIs(view()))}</p>}</Show>
      <Refused why={refusal()}>
        <Show when={refusal()?.code === "invitation-for-another"}>
          <A href={`${signInPath("/invitation")}&again=1`} class={buttonClass()}>
            {t.other}
          </A>
        </Show>
      </Refused>
      <Button kind="primary" size="large" aria-disabled={busy()} onClick={() => void accept()}>
        {t.accept}
      </Button>
    </Note>
  );
}
