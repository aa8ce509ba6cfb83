import { useNavigate, useSearchParams } from "@solidjs/router";
import { createSignal, Match, onCleanup, onMount, Show, Switch } from "solid-js";
import * as v from "valibot";
import { type AccountView, accountViewSchema, emailSchema, passkeyListSchema } from "#contract/identity";
import { online } from "../app/connection.ts";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { words } from "../i18n/words.ts";
import { type Refusal, refusalOf } from "../server/refusal.ts";
import { Button } from "../ui/Button.tsx";
import { Field, fieldsClass } from "../ui/Field.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Page } from "../ui/Page.tsx";
import { Refused } from "../ui/Refused.tsx";
import type { Joined } from "./account-store.ts";
import { agentWords } from "./agent.ts";
import { CodeForm } from "./CodeForm.tsx";
import { createCode } from "./create-code.ts";
import { addPasskey, passkeysWork, signInByPasskey, stopWaiting } from "./passkey.ts";
import styles from "./SignInScreen.module.css";
import { accountView, enter, standing, whoIs } from "./session.ts";
import { wayOn } from "./way-on.ts";

const t = serviceWords.signIn;
type Entered = { account: AccountView; joined: Joined | null };

/** Passkey first, then a code by e-mail; signed in, this device is linked at once and its scans come along. */
export default function SignInScreen() {
  const [query] = useSearchParams();
  const [entered, setEntered] = createSignal<Entered | null>(null);
  const signedIn = async (account: AccountView) => {
    setEntered({ account, joined: null });
    setEntered({ account, joined: await enter(account) });
  };
  return (
    <Page title={entered() ? t.welcome : t.title} back="/" backLabel={words.app.toScans}>
      <Switch fallback={<Ways onAccount={(account) => void signedIn(account)} />}>
        <Match when={entered()}>{(known) => <Welcome entered={known()} to={wayOn(query.to)} />}</Match>
        <Match when={standing() === "in" && query.again === undefined && accountView()}>
          {(known) => <Already account={known()} to={wayOn(query.to)} />}
        </Match>
      </Switch>
    </Page>
  );
}

function Ways(props: { onAccount: (account: AccountView) => void }) {
  const code = createCode("/session/codes");
  const byCode = async (proof: { codeId: string; code: string }) => {
    const answer = await outbox.server.ask("POST", "/session", { json: proof }, accountViewSchema);
    if (answer.kind === "ok") props.onAccount(answer.body);
    return refusalOf(answer);
  };
  return (
    <section class={styles.sheet}>
      <Show when={!code.sent()} fallback={<h2>{t.codeTitle}</h2>}>
        <p>{t.lead}</p>
      </Show>
      <Show when={!online()}>
        <p role="status">{t.offline}</p>
      </Show>
      <Show
        when={code.sent()}
        fallback={
          <>
            <PasskeyWay onAccount={props.onAccount} />
            <EmailWay code={code} />
          </>
        }
      >
        <CodeForm code={code} action={t.check} onCode={byCode} onBack={code.forget} />
      </Show>
    </section>
  );
}

function PasskeyWay(props: { onAccount: (account: AccountView) => void }) {
  const [busy, setBusy] = createSignal(false);
  const [refusal, setRefusal] = createSignal<Refusal | null>(null);
  const signIn = async () => {
    setBusy(true);
    setRefusal(null);
    const signed = await signInByPasskey();
    setBusy(false);
    if (signed.done) props.onAccount(signed.result);
    else setRefusal(signed.why);
  };
  onMount(() => {
    // The e-mail field suggests passkeys; whatever keeps that from working, the button and the code remain.
    void signInByPasskey(true).then((signed) => signed.done && props.onAccount(signed.result));
    onCleanup(stopWaiting);
  });
  return (
    <Show when={passkeysWork()}>
      <div class={styles.way}>
        <Button kind="primary" size="large" wide aria-disabled={busy()} onClick={() => busy() || void signIn()}>
          <Icon name="key" />
          {busy() ? t.passkeyBusy : t.passkey}
        </Button>
        <Refused why={refusal()} />
        <p class={styles.or}>{t.or}</p>
      </div>
    </Show>
  );
}

function EmailWay(props: { code: ReturnType<typeof createCode> }) {
  const [wrong, setWrong] = createSignal<string | null>(null);
  const submit = async (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const email = v.safeParse(emailSchema, new FormData(event.currentTarget).get("email"));
    setWrong(email.success ? null : t.emailUnfit);
    if (email.success && !props.code.asking()) await props.code.ask(email.output);
  };
  return (
    <form class={fieldsClass} novalidate onSubmit={(event) => void submit(event)}>
      <Field
        label={t.email}
        hint={t.emailHint}
        name="email"
        type="email"
        inputMode="email"
        autocomplete="username webauthn"
        required
        wrong={wrong()}
        onInput={() => setWrong(null)}
      />
      <Refused why={props.code.refusal()} />
      <Button size="large" type="submit" aria-disabled={props.code.asking()}>
        {props.code.asking() ? t.sending : t.send}
      </Button>
    </form>
  );
}

function Welcome(props: { entered: Entered; to: string }) {
  const navigate = useNavigate();
  const [passkeys, setPasskeys] = createSignal<number | null>(null);
  onMount(async () => {
    const answer = await outbox.server.ask("GET", "/account/passkeys", {}, passkeyListSchema);
    if (answer.kind === "ok") setPasskeys(answer.body.passkeys.length);
  });
  const said = () => {
    const { joined } = props.entered;
    if (joined === null) return `${t.linking}…`;
    if (joined.kind === "linked") return t.along(joined.scans, joined.orMore);
    return { known: t.known, failed: t.notLinked, fresh: t.freshStart }[joined.kind];
  };
  return (
    <section class={styles.sheet}>
      <p>{t.already(whoIs(props.entered.account))}</p>
      <p role="status">{said()}</p>
      <Show when={passkeys() === 0 && passkeysWork()}>
        <FirstPasskey onAdded={() => setPasskeys(1)} />
      </Show>
      <Button kind="primary" size="large" wide onClick={() => navigate(props.to, { replace: true })}>
        {t.goOn}
      </Button>
    </section>
  );
}

function FirstPasskey(props: { onAdded: () => void }) {
  const [busy, setBusy] = createSignal(false);
  const [refusal, setRefusal] = createSignal<Refusal | null>(null);
  const add = async () => {
    setBusy(true);
    const added = await addPasskey(agentWords(navigator.userAgent));
    setBusy(false);
    if (added.done) props.onAdded();
    else setRefusal(added.why);
  };
  return (
    <div class={styles.way}>
      <p>{t.addPasskeyText}</p>
      <Refused why={refusal()} />
      <Button size="large" wide aria-disabled={busy()} onClick={() => busy() || void add()}>
        <Icon name="key" />
        {t.addPasskey}
      </Button>
    </div>
  );
}

function Already(props: { account: AccountView; to: string }) {
  const navigate = useNavigate();
  return (
    <section class={styles.sheet}>
      <p>{t.already(whoIs(props.account))}</p>
      <Button kind="primary" size="large" wide onClick={() => navigate(props.to, { replace: true })}>
        {t.goOn}
      </Button>
    </section>
  );
}
