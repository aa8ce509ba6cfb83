import { A } from "@solidjs/router";
import { Show } from "solid-js";
import { words } from "../i18n/words.ts";
import { Button, buttonClass } from "../ui/Button.tsx";
import type { Distance } from "./sketch.ts";
import styles from "./Viewer.module.css";

type Props = {
  count: number;
  distance: Distance | null;
  length: (value: number) => string;
  /** Where the true length of a distance is given; null where the part cannot be rebuilt. */
  scaleHref: ((distance: Distance) => string) | null;
  onClear: () => void;
};

export function MeasurePanel(props: Props) {
  return (
    <section class={styles.panel} aria-label={words.viewer.measure}>
      <Show
        when={props.distance}
        fallback={<p>{props.count === 1 ? words.viewer.measureSecond : words.viewer.measureHint}</p>}
      >
        {(distance) => (
          <p class={styles.reading}>
            <output class={styles.big}>{props.length(distance().distance)}</output>
            <span>X {props.length(distance().dx)}</span>
            <span>Y {props.length(distance().dy)}</span>
            <span>Z {props.length(distance().dz)}</span>
          </p>
        )}
      </Show>
      <Show when={props.scaleHref && props.distance && props.scaleHref(props.distance)}>
        {(href) => (
          <A href={href()} class={buttonClass()}>
            {words.rebuild.setDistance}
          </A>
        )}
      </Show>
      <Show when={props.count > 0}>
        <Button onClick={props.onClear}>{words.viewer.clear}</Button>
      </Show>
    </section>
  );
}
