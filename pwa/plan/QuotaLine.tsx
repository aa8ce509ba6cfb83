import { A } from "@solidjs/router";
import { createEffect, on, Show } from "solid-js";
import { serviceWords } from "../i18n/service-words.ts";
import { formatDate } from "../ui/format.ts";
import styles from "./QuotaLine.module.css";
import { createQuota } from "./quota-state.ts";
import { quotaWords, wayOnFrom } from "./quota-words.ts";

const t = serviceWords.plan;

/** Before a scan is sent: what is left, and where the plan would refuse it, why and the way on (unless said already). */
export function QuotaLine(props: { back: string; sentJobId: string | null; saidWhy: boolean }) {
  const quota = createQuota();
  createEffect(
    on(
      () => props.sentJobId,
      () => void quota.refresh(),
      { defer: true },
    ),
  );
  return (
    <Show when={quota.body()}>
      {(known) => (
        <Show when={quotaWords(known()) !== "" || known().refusal}>
          <p class={styles.line}>
            <span>{quotaWords(known())}</span>
            <Show when={quota.reach() === "stale" && quota.atMs()}>
              {(atMs) => <span>({t.lastKnown(formatDate(atMs()))})</span>}
            </Show>
            <Show when={!props.saidWhy && known().refusal} fallback={<A href="/plan">{t.line.toPlan}</A>}>
              {(refusal) => (
                <>
                  <strong class={styles.refused}>{t.line.refusals[refusal()]}</strong>
                  <Show when={wayOnFrom(refusal(), props.back)}>{(way) => <A href={way().href}>{way().text}</A>}</Show>
                </>
              )}
            </Show>
          </p>
        </Show>
      )}
    </Show>
  );
}
