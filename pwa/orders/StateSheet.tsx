import { For, Show } from "solid-js";
import type { OrderView } from "#contract/order";
import { serviceWords } from "../i18n/service-words.ts";
import { formatMinor } from "../print/money.ts";
import { buttonClass } from "../ui/Button.tsx";
import { Chip } from "../ui/Chip.tsx";
import { formatDate } from "../ui/format.ts";
import { Note } from "../ui/Note.tsx";
import { visuallyHidden } from "../ui/Page.tsx";
import { Sheet, softClass } from "../ui/Sheet.tsx";
import styles from "./Orders.module.css";
import { orderSteps, owedMinor, stepsReached, toneOfOrder } from "./order-state.ts";

const t = serviceWords.orders;

/** How far an order is, why it ended, what came back, where the parcel is. */
export function StateSheet(props: { view: OrderView }) {
  const money = (minor: number) => formatMinor(minor, props.view.currency);
  const reached = () => stepsReached(props.view.state);
  const back = () => {
    const { refundedMinor, capturedMinor } = props.view;
    if (refundedMinor === 0) return null;
    const all = refundedMinor >= capturedMinor;
    return all ? t.refunded(money(refundedMinor)) : t.refundedPartly(money(refundedMinor), money(capturedMinor));
  };
  return (
    <Sheet title={t.steps}>
      <p class={styles.state} role="status">
        <Chip tone={toneOfOrder[props.view.state]}>{t.states[props.view.state]}</Chip>
        <span class={softClass}>
          {formatMinor(props.view.totalMinor, props.view.currency)} {t.paidBy[props.view.method]},{" "}
          {t.made(formatDate(props.view.createdAtMs))}
        </span>
      </p>
      <Show when={props.view.hold}>
        {(hold) => (
          <Note tone="warn" title={t.holds[hold()].title} role="alert">
            <p>{t.holds[hold()].text}</p>
          </Note>
        )}
      </Show>
      <Show when={reached() !== null}>
        <ol class={styles.steps} aria-label={t.steps}>
          <For each={orderSteps}>
            {(step, at) => (
              <li
                class={styles.step}
                data-reached={at() < (reached() ?? 0)}
                aria-current={at() === (reached() ?? 0) - 1 ? "step" : undefined}
              >
                {t.states[step]}
                <Show when={at() < (reached() ?? 0)}>
                  <span class={visuallyHidden}> ({t.stepDone})</span>
                </Show>
              </li>
            )}
          </For>
        </ol>
      </Show>
      <Show when={props.view.endReason}>{(reason) => <p>{t.ends[reason()]}</p>}</Show>
      <Show when={owedMinor(props.view) > 0}>
        <p>{t.refundUnderWay(money(owedMinor(props.view)))}</p>
      </Show>
      <Show when={back()}>{(text) => <p>{text()}</p>}</Show>
      <Show when={props.view.tracking}>
        {(tracking) => (
          <>
            <p>
              {t.tracking}: {tracking().carrier}, {tracking().number}
            </p>
            <Show when={tracking().url}>
              {(url) => (
                <a href={url()} target="_blank" rel="noopener noreferrer" class={buttonClass({ size: "large" })}>
                  {t.track}
                </a>
              )}
            </Show>
          </>
        )}
      </Show>
    </Sheet>
  );
}
