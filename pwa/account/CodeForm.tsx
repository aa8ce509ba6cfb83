import { createSignal, onMount, Show } from "solid-js";
import { serviceWords } from "../i18n/service-words.ts";
import type { Refusal } from "../server/refusal.ts";
import { Button } from "../ui/Button.tsx";
import { createClock } from "../ui/clock.ts";
import { codeClass, Field, fieldsClass } from "../ui/Field.tsx";
import { Refused } from "../ui/Refused.tsx";
import type { createCode } from "./create-code.ts";

const t = serviceWords.signIn;
const digits = 8;

/** The eight digits from the mail: filled in by the system where it can, checked as soon as they are there. */
export function CodeForm(props: {
  code: ReturnType<typeof createCode>;
  action: string;
  /** Null: it was right. */
  onCode: (proof: { codeId: string; code: string }) => Promise<Refusal | null>;
  onBack: () => void;
}) {
  let input!: HTMLInputElement;
  const now = createClock();
  const [wrong, setWrong] = createSignal<string | null>(null);
  const [refusal, setRefusal] = createSignal<Refusal | null>(null);
  const [checking, setChecking] = createSignal(false);
  const pauseS = () => Math.ceil(props.code.pauseMs(now()) / 1000);
  const typed = () => input.value.replaceAll(/\D/g, "");
  onMount(() => input.focus());

  const check = async () => {
    const sent = props.code.sent();
    if (!sent || checking()) return;
    const right = typed().length === digits;
    setWrong(right ? null : t.codeUnfit);
    if (!right) return;
    setChecking(true);
    const why = await props.onCode({ codeId: sent.codeId, code: typed() });
    setChecking(false);
    setRefusal(why);
    if (why) input.select();
  };
  const onInput = () => {
    setWrong(null);
    if (typed().length === digits) void check();
  };
  const again = async () => {
    const sent = props.code.sent();
    setRefusal(null);
    if (sent && pauseS() === 0 && (await props.code.ask(sent.email))) input.value = "";
    input.focus();
  };

  return (
    <form
      class={fieldsClass}
      onSubmit={(event) => {
        event.preventDefault();
        void check();
      }}
    >
      <p role="status">
        {(props.code.sent()?.times ?? 0) > 1 ? t.sentAgain : t.codeSent(props.code.sent()?.email ?? "")}
      </p>
      <Field
        ref={input}
        label={t.code}
        name="code"
        inputMode="numeric"
        autocomplete="one-time-code"
        maxLength={12}
        required
        class={codeClass}
        wrong={wrong()}
        onInput={onInput}
      />
      <Refused why={refusal() ?? props.code.refusal()} />
      <Button kind="primary" size="large" type="submit" aria-disabled={checking()}>
        {checking() ? t.checking : props.action}
      </Button>
      <Button size="large" aria-disabled={pauseS() > 0 || props.code.asking()} onClick={() => void again()}>
        <Show when={pauseS() > 0} fallback={t.again}>
          {t.againIn(pauseS())}
        </Show>
      </Button>
      <Button kind="quiet" onClick={() => props.onBack()}>
        {t.otherEmail}
      </Button>
    </form>
  );
}
