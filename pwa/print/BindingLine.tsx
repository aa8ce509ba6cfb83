import { Match, Show, Switch } from "solid-js";
import { online } from "../app/connection.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { Button } from "../ui/Button.tsx";
import { formatDate } from "../ui/format.ts";
import { Icon } from "../ui/Icon.tsx";
import { Note } from "../ui/Note.tsx";
import { Refused } from "../ui/Refused.tsx";
import { softClass } from "../ui/Sheet.tsx";
import type { Print } from "./create-print.ts";
import styles from "./Print.module.css";
import { bindingNow, toldNow } from "./price-state.ts";

const t = serviceWords.print.price;

/** What the price is worth: worked out here, being sliced, or binding; and the way to a binding one. */
export function BindingLine(props: { print: Print; onOrder: () => void }) {
  const state = () => props.print.state();
  const { stage, share, refusal, begin } = props.print.binding;
  const unanswered = () => {
    const told = toldNow(state());
    return told !== null && told.quote.source === "estimate" && !["estimating", "slicing"].includes(told.quote.state);
  };
  return (
    <div class={styles.binding}>
      <Switch
        fallback={
          <p class={softClass}>
            {t.notBinding} {t.prices[props.print.standing()]}
          </p>
        }
      >
        <Match when={bindingNow(state())}>
          {(answer) => (
            <Note tone="blue" icon="check" role="status">
              <p>{t.boundUntil(formatDate(answer().quote.expiresMs))}</p>
              <Show when={answer().quote.state === "review"}>
                <p>{t.review}</p>
              </Show>
              <Show when={answer().payable}>
                <Button kind="primary" size="large" onClick={() => props.onOrder()}>
                  {serviceWords.orders.form.open}
                </Button>
              </Show>
            </Note>
          )}
        </Match>
        <Match when={unanswered()}>
          <Note tone="warn" role="status">
            <p>{t.estimateOnly}</p>
          </Note>
        </Match>
        <Match when={stage() === "sending"}>
          <p role="status">{t.sending(Math.round(share() * 100))}</p>
          <progress max={1} value={share()} aria-label={t.bind} />
        </Match>
        <Match when={stage() !== "off"}>
          <p role="status">{t.slicing}</p>
        </Match>
      </Switch>
      <Refused why={refusal()} />
      <Show when={stage() === "off"}>
        <Show when={online()} fallback={<p>{t.offline}</p>}>
          <Button kind="primary" size="large" onClick={begin}>
            <Icon name="up" />
            {t.bind}
          </Button>
          <p class={softClass}>{t.bindText}</p>
        </Show>
      </Show>
    </div>
  );
}
