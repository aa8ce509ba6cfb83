import { type JSX, Show } from "solid-js";
import type { Figures as Made } from "#contract/quote";
import { serviceWords } from "../i18n/service-words.ts";
import { formatDuration } from "../ui/format.ts";
import type { LineEstimate } from "./order.ts";
import styles from "./Print.module.css";

const t = serviceWords.print.price;
export const gramsText = (mg: number): string =>
  `${(mg / 1_000).toLocaleString(undefined, { maximumFractionDigits: mg < 100_000 ? 1 : 0 })} g`;
const metres = (mm: number): string => `${(mm / 1_000).toLocaleString(undefined, { maximumFractionDigits: 1 })} m`;

/** What printing one piece takes, with the range that an estimate leaves open. */
export function Figures(props: { line: LineEstimate }) {
  const about = (of: keyof Made, text: (value: number) => string) => {
    const [low, high] = [text(props.line.low[of]), text(props.line.high[of])];
    return low === high ? low : t.about(low, high);
  };
  return (
    <div>
      <h3>{t.figures}</h3>
      <dl class={styles.figures}>
        <Row name={t.time}>{about("seconds", formatDuration)}</Row>
        <Row name={t.material}>
          {about("materialMg", gramsText)}
          <Show when={props.line.figures.supportMg > 0}>
            <span class={styles.soft}>{t.ofSupport(gramsText(props.line.figures.supportMg))}</span>
          </Show>
        </Row>
        <Show when={props.line.figures.filamentMm > 0}>
          <Row name={t.filament}>{about("filamentMm", metres)}</Row>
        </Show>
        <Row name={t.layers}>{props.line.figures.layers.toLocaleString()}</Row>
      </dl>
    </div>
  );
}

function Row(props: { name: string; children: JSX.Element }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}
