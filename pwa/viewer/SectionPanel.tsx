import { For } from "solid-js";
import { words } from "../i18n/words.ts";
import { Button } from "../ui/Button.tsx";
import styles from "./Viewer.module.css";
import type { Axis, Section, View } from "./view.ts";

type Props = {
  section: Section;
  range: [number, number];
  view: View | null;
  length: (value: number) => string;
  onChange: (section: Section) => void;
};

const axes: Axis[] = ["x", "y", "z"];
const steps = 500;

export function SectionPanel(props: Props) {
  const across = (axis: Axis) => {
    const [low, high] = props.view?.range(axis) ?? [0, 1];
    props.onChange({ ...props.section, axis, at: (low + high) / 2 });
  };
  return (
    <section class={styles.panel} aria-label={words.viewer.section}>
      <div class={styles.axes}>
        <For each={axes}>
          {(axis) => (
            <Button
              square
              aria-pressed={props.section.axis === axis}
              aria-label={`${words.viewer.axis} ${axis.toUpperCase()}`}
              onClick={() => across(axis)}
            >
              {axis.toUpperCase()}
            </Button>
          )}
        </For>
        <Button
          aria-pressed={props.section.flipped}
          onClick={() => props.onChange({ ...props.section, flipped: !props.section.flipped })}
        >
          {words.viewer.flip}
        </Button>
      </div>
      <label class={styles.slider}>
        <span>
          {words.viewer.offset} <output>{props.length(props.section.at)}</output>
        </span>
        <input
          type="range"
          min={props.range[0]}
          max={props.range[1]}
          step={(props.range[1] - props.range[0]) / steps}
          value={props.section.at}
          onInput={(event) => props.onChange({ ...props.section, at: event.currentTarget.valueAsNumber })}
        />
      </label>
    </section>
  );
}
