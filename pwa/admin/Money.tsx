import { Show } from "solid-js";
import { type AdminMoney, adminMoneySchema } from "#contract/admin";
import { serviceWords } from "../i18n/service-words.ts";
import { formatPence } from "../plan/money.ts";
import styles from "./Admin.module.css";
import { BarChart } from "./BarChart.tsx";
import type { Chart } from "./chart.ts";
import { createLook } from "./create-look.ts";
import { formatShare } from "./format-share.ts";
import { Tile, Tiles, Waiting } from "./Parts.tsx";
import { t } from "./words.ts";

const m = t.money;

/** Who pays, what comes in a month, who leaves, and how much is sold on top. */
export function Money() {
  const money = createLook(() => "/admin/money", adminMoneySchema);
  return (
    <Show when={money.body()} fallback={<Waiting of={money} />}>
      {(body) => (
        <>
          <Tiles>
            <Tile name={m.mrr} value={formatPence(body().mrrPence)} hint={m.mrrHint} />
            <Tile name={m.subscribers} value={String(body().subscribers)} />
            <Tile name={m.unpaid} value={String(body().unpaid)} />
            <Tile name={m.churn} value={formatShare(body().churn.share)} hint={m.churnHint(body().churn.ended)} />
            <Tile name={m.overage} value={formatShare(body().overage.share)} hint={overageHint(body())} />
          </Tiles>
          <div class={styles.charts}>
            <BarChart chart={byPlan(body())} />
          </div>
        </>
      )}
    </Show>
  );
}

const overageHint = ({ overage }: AdminMoney) =>
  m.overageHint(overage.models, overage.captured, formatPence(overage.pence));

const byPlan = ({ plans }: AdminMoney): Chart => ({
  title: m.byPlan,
  kind: t.users.plan,
  series: [{ name: m.subscribers, tone: "blue" }],
  rows: plans.map(({ plan, subscribers, pencePerMonth }) => ({
    label: `${serviceWords.plan.names[plan]}, ${m.each(formatPence(pencePerMonth))}`,
    values: [subscribers],
  })),
  show: String,
});
