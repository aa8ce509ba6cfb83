import { For, Show } from "solid-js";
import { Table } from "../ui/Table.tsx";
import styles from "./Admin.module.css";
import { type Chart, columnsOf, hasSomething, summaryOf } from "./chart.ts";
import { t } from "./words.ts";

/** Columns over days or kinds: a picture with its gist in words, and the figures as a table beneath it. */
export function BarChart(props: { chart: Chart }) {
  const columns = () => columnsOf(props.chart);
  const width = () => Math.max(1, columns().bars.length) * 10;
  const few = () => props.chart.rows.length <= 7;
  return (
    <figure class={styles.chart}>
      <figcaption>{props.chart.title}</figcaption>
      <Show when={props.chart.series.length > 1}>
        <p class={styles.legend} aria-hidden="true">
          <For each={props.chart.series}>
            {(series) => (
              <span>
                <i class={`${styles.dot} ${styles[series.tone]}`} /> {series.name}
              </span>
            )}
          </For>
        </p>
      </Show>
      <Show when={hasSomething(props.chart)} fallback={<p class={styles.hint}>{t.nothingYet}</p>}>
        <div class={styles.plot}>
          <span class={styles.most} aria-hidden="true">
            {props.chart.show(columns().most)}
          </span>
          <svg viewBox={`0 0 ${width()} 100`} preserveAspectRatio="none" role="img" aria-label={summaryOf(props.chart)}>
            <For each={columns().bars}>
              {(parts, at) => (
                <For each={parts}>
                  {(part) => (
                    <rect class={styles[part.tone]} x={at() * 10 + 1} width={8} y={part.y} height={part.height} />
                  )}
                </For>
              )}
            </For>
          </svg>
          <p class={`${styles.axis} ${few() ? styles.few : ""}`} aria-hidden="true">
            <For each={few() ? props.chart.rows : [props.chart.rows[0], props.chart.rows.at(-1)]}>
              {(row) => <span>{row?.label}</span>}
            </For>
          </p>
        </div>
      </Show>
      <details>
        <summary class={styles.summary}>{t.table(props.chart.title)}</summary>
        <Table label={props.chart.title} head={[props.chart.kind, ...props.chart.series.map(({ name }) => name)]}>
          <For each={props.chart.rows}>
            {(row) => (
              <tr>
                <th scope="row">{row.label}</th>
                <For each={row.values}>{(value) => <td>{value === null ? t.none : props.chart.show(value)}</td>}</For>
              </tr>
            )}
          </For>
        </Table>
      </details>
    </figure>
  );
}
