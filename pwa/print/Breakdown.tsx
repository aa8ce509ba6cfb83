import { For, Show } from "solid-js";
import { serviceWords } from "../i18n/service-words.ts";
import { softClass } from "../ui/Sheet.tsx";
import { numberClass, Table } from "../ui/Table.tsx";
import { formatMinor } from "./money.ts";
import type { LineEstimate, OrderEstimate } from "./order.ts";
import styles from "./Print.module.css";

const t = serviceWords.print.price;

/** Term by term: its entries sum to the totals, to the last penny. */
export function Breakdown(props: { line: LineEstimate; order: OrderEstimate }) {
  const money = (minor: number) => formatMinor(minor, props.order.price.currency);
  const Row = (own: { name: string; minor: number; total?: boolean }) => (
    <tr class={own.total ? styles.sum : undefined}>
      <th scope="row">{own.name}</th>
      <td class={numberClass}>{money(own.minor)}</td>
    </tr>
  );
  return (
    <div class={styles.breakdown}>
      <h3>{t.breakdown}</h3>
      <Show when={props.order.rangeMinor.low !== props.order.rangeMinor.high}>
        <p class={softClass}>{t.breakdownText}</p>
      </Show>
      <Table label={t.breakdown} head={t.columns}>
        <For each={props.line.price.breakdown}>{({ term, minor }) => <Row name={t.terms[term]} minor={minor} />}</For>
        <Row name={t.partTotal} minor={props.line.price.totalMinor} total />
        <Show when={props.order.lines.length > 1}>
          <Row name={t.goods} minor={props.order.price.lines.reduce((sum, { totalMinor }) => sum + totalMinor, 0)} />
        </Show>
        <For each={props.order.price.breakdown}>
          {({ term, minor }) => (
            <Show when={minor !== 0}>
              <Row name={t.terms[term]} minor={minor} />
            </Show>
          )}
        </For>
        <Row name={t.orderTotal} minor={props.order.price.totalMinor} total />
      </Table>
    </div>
  );
}
