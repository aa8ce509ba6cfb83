import { Show } from "solid-js";
import { words } from "../i18n/words.ts";
import { Button } from "../ui/Button.tsx";
import styles from "./Viewer.module.css";
import type { Dimension } from "./view.ts";

type Props = { count: number; dimension: Dimension | null; length: (value: number) => string; onClear: () => void };

export function MeasurePanel(props: Props) {
  return (
    <section class={styles.panel} aria-label={words.viewer.measure}>
      <Show
        when={props.dimension}
        fallback={<p>{props.count === 1 ? words.viewer.measureSecond : words.viewer.measureHint}</p>}
      >
        {(dimension) => (
          <p class={styles.reading}>
            <output class={styles.big}>{props.length(dimension().distance)}</output>
            <span>X {props.length(dimension().dx)}</span>
            <span>Y {props.length(dimension().dy)}</span>
            <span>Z {props.length(dimension().dz)}</span>
          </p>
        )}
      </Show>
      <Show when={props.count > 0}>
        <Button onClick={props.onClear}>{words.viewer.clear}</Button>
      </Show>
    </section>
  );
}
