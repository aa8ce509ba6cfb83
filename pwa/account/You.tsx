import { createSignal, Show } from "solid-js";
import * as v from "valibot";
import { accountViewSchema, emailSchema } from "#contract/identity";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { words } from "../i18n/words.ts";
import { refusalOf } from "../server/refusal.ts";
import { announce } from "../ui/announce.ts";
import { Button } from "../ui/Button.tsx";
import { Field, fieldsClass } from "../ui/Field.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Actions, RowText, Sheet } from "../ui/Sheet.tsx";
import { CodeForm } from "./CodeForm.tsx";
import { createAct } from "./create-act.ts";
import { createCode } from "./create-code.ts";
import { accountView, changed } from "./session.ts";

const t = serviceWords.account;

/** Name and address; a new address is used once its code has come back. */
export function You() {
  const [open, setOpen] = createSignal(false);
  return (
    <Sheet title={t.you}>
      <NameForm />
      <Show
        when={open()}
        fallback={
          <>
            <RowText name={accountView()?.email ?? t.noEmail} meta={t.email} />
            <Button size="large" onClick={() => setOpen(true)}>
              {t.changeEmail}
            </Button>
          </>
        }
      >
        <EmailForm onDone={() => setOpen(false)} />
      </Show>
    </Sheet>
  );
}

function NameForm() {
  const { act, busy, refusal } = createAct();
  const save = async (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name") ?? "").trim();
    const saved = await act(
      () => outbox.server.ask("PATCH", "/account", { json: { name } }, accountViewSchema),
      changed,
    );
    if (saved) announce(t.saved);
  };
  return (
    <form class={fieldsClass} onSubmit={(event) => void save(event)}>
      <Field
        label={t.name}
        hint={t.nameHint}
        name="name"
        autocomplete="name"
        maxLength={80}
        value={accountView()?.name ?? ""}
      />
      <Refused why={refusal()} />
      <Actions>
        <Button size="large" type="submit" aria-disabled={busy()}>
          {t.save}
        </Button>
      </Actions>
    </form>
  );
}

function EmailForm(props: { onDone: () => void }) {
  const code = createCode("/account/email/codes");
  const [wrong, setWrong] = createSignal<string | null>(null);
  const ask = async (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const email = v.safeParse(emailSchema, new FormData(event.currentTarget).get("email"));
    setWrong(email.success ? null : serviceWords.signIn.emailUnfit);
    if (email.success && !code.asking()) await code.ask(email.output);
  };
  const confirm = async (proof: { codeId: string; code: string }) => {
    const answer = await outbox.server.ask("POST", "/account/email", { json: proof }, accountViewSchema);
    if (answer.kind !== "ok") return refusalOf(answer);
    await changed(answer.body);
    announce(t.emailChanged);
    props.onDone();
    return null;
  };
  return (
    <Show
      when={code.sent()}
      fallback={
        <form class={fieldsClass} novalidate onSubmit={(event) => void ask(event)}>
          <Field label={t.newEmail} name="email" type="email" inputMode="email" autocomplete="email" wrong={wrong()} />
          <Refused why={code.refusal()} />
          <Actions>
            <Button size="large" onClick={() => props.onDone()}>
              {words.app.cancel}
            </Button>
            <Button kind="primary" size="large" type="submit" aria-disabled={code.asking()}>
              {serviceWords.signIn.send}
            </Button>
          </Actions>
        </form>
      }
    >
      <CodeForm code={code} action={t.confirmCode} onCode={confirm} onBack={code.forget} />
    </Show>
  );
}
