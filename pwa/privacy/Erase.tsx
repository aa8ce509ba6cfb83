import { A, useLocation, useNavigate } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import { erasureViewSchema } from "#contract/privacy";
import { createAct } from "../account/create-act.ts";
import { forget } from "../account/session.ts";
import { signInPath } from "../account/way-on.ts";
import { database, outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { words } from "../i18n/words.ts";
import { announce } from "../ui/announce.ts";
import { Button, buttonClass } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Field } from "../ui/Field.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Sheet } from "../ui/Sheet.tsx";
import { forgetHere } from "./forget-here.ts";

const t = serviceWords.privacy;

/** Erases the account, or what the server has of a device without one; then what this device keeps of it. */
export function Erase(props: { of: "account" | "device" }) {
  const navigate = useNavigate();
  const [open, setOpen] = createSignal(false);
  const [typed, setTyped] = createSignal("");
  const { act, busy, refusal } = createAct();
  const sure = () => typed().trim().toLowerCase() === t.eraseWord;

  const erase = async (event?: SubmitEvent) => {
    event?.preventDefault();
    if (!sure()) return;
    const ask = () =>
      outbox.server.ask("DELETE", "/privacy/account", { json: { confirm: "erase" } }, erasureViewSchema);
    const erased = await act(ask, async () => {
      await forgetHere(database);
      await forget();
    });
    if (!erased) return;
    setOpen(false);
    announce(t.erased);
    navigate("/", { replace: true });
  };

  return (
    <Sheet title={props.of === "account" ? t.eraseTitle : t.eraseDeviceTitle}>
      <p>{props.of === "account" ? t.eraseText : t.eraseDeviceText}</p>
      <p>{t.eraseLocal}</p>
      <Button kind="danger" size="large" onClick={() => setOpen(true)}>
        {t.eraseGo}
      </Button>
      <Dialog
        open={open()}
        title={t.eraseConfirmTitle}
        onClose={() => {
          setOpen(false);
          setTyped("");
        }}
        actions={
          <>
            <Button size="large" onClick={() => setOpen(false)}>
              {words.app.cancel}
            </Button>
            <Button kind="danger" size="large" disabled={!sure() || busy()} onClick={() => void erase()}>
              {busy() ? t.erasing : t.eraseNow}
            </Button>
          </>
        }
      >
        <p>{props.of === "account" ? t.eraseText : t.eraseDeviceText}</p>
        <form onSubmit={(event) => void erase(event)}>
          <Field
            label={t.eraseType}
            autocomplete="off"
            autocapitalize="none"
            value={typed()}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        </form>
        <Refused why={refusal()}>
          <Show when={refusal()?.code === "sign-in-stale"}>
            <SignInAgain />
          </Show>
        </Refused>
      </Dialog>
    </Sheet>
  );
}

function SignInAgain() {
  const location = useLocation();
  return (
    <A href={`${signInPath(location.pathname)}&again=1`} class={buttonClass()}>
      {t.signInAgain}
    </A>
  );
}
