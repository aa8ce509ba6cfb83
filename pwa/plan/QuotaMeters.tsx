import { Match, Show, Switch } from "solid-js";
import type { QuotaView } from "#contract/plan";
import { serviceWords } from "../i18n/service-words.ts";
import { formatDate } from "../ui/format.ts";
import { softClass } from "../ui/Sheet.tsx";
import { formatPence } from "./money.ts";
import styles from "./PlanScreen.module.css";

const t = serviceWords.plan.quota;

/** Month, day and overage: each a bar with its figures in words beside it. */
export function QuotaMeters(props: { quota: QuotaView }) {
  const taken = () => props.quota.month.used + props.quota.month.held;
  return (
    <Show when={props.quota.month.limit} fallback={<p>{t.selfHosted}</p>}>
      {(limit) => (
        <div class={styles.meters}>
          <Meter
            name={props.quota.plan === "trial" ? t.trial : t.month}
            value={Math.min(taken(), limit())}
            most={limit()}
            text={t.of(Math.min(taken(), limit()), limit())}
            note={
              props.quota.period
                ? t.monthUntil(formatDate(props.quota.period.toMs))
                : t.left(Math.max(0, limit() - taken()))
            }
          />
          <Show when={props.quota.plan !== "trial"}>
            <Show when={props.quota.day.limit} fallback={<p class={softClass}>{t.noDayLimit}</p>}>
              {(daily) => (
                <Meter
                  name={t.day}
                  value={Math.min(props.quota.day.used, daily())}
                  most={daily()}
                  text={t.of(props.quota.day.used, daily())}
                  note={t.dayUntil(formatDate(props.quota.day.untilMs))}
                />
              )}
            </Show>
            <Overage quota={props.quota} over={Math.max(0, taken() - limit())} />
          </Show>
          <Show when={props.quota.month.held > 0}>
            <p class={softClass}>{t.held(props.quota.month.held)}.</p>
          </Show>
          <p class={softClass}>{t.failed}</p>
        </div>
      )}
    </Show>
  );
}

function Overage(props: { quota: QuotaView; over: number }) {
  const cap = () => props.quota.overage.capPence;
  const spent = () => props.over * props.quota.overage.pencePerModel;
  return (
    <Switch>
      <Match when={cap() === 0 && props.over === 0}>
        <p class={softClass}>
          {t.overage}: {t.noOverage}
        </p>
      </Match>
      <Match when={true}>
        <Meter
          name={t.overage}
          value={Math.min(spent(), cap())}
          most={Math.max(cap(), 1)}
          text={String(props.over)}
          note={t.spent(formatPence(spent()), formatPence(cap()))}
        />
      </Match>
    </Switch>
  );
}

function Meter(props: { name: string; value: number; most: number; text: string; note: string }) {
  return (
    <div class={styles.meter}>
      <p class={styles.figures}>
        <span class={styles.name}>{props.name}</span>
        <span class={styles.figure}>{props.text}</span>
      </p>
      <meter
        aria-label={props.name}
        min={0}
        max={props.most}
        value={props.value}
        data-full={props.value >= props.most}
      />
      <p class={softClass}>{props.note}</p>
    </div>
  );
}
