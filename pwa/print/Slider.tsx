import { createUniqueId } from "solid-js";
import styles from "./Print.module.css";

type Props = {
  label: string;
  value: number;
  min: number;
  max: number;
  step: number;
  /** The value as it is read, also aloud. */
  text: string;
  onInput: (value: number) => void;
};

/** The platform's own range input, with its value as text. */
export function Slider(props: Props) {
  const id = createUniqueId();
  return (
    <div class={styles.slider}>
      <label for={id}>{props.label}</label>
      <output for={id}>{props.text}</output>
      <input
        id={id}
        type="range"
        min={props.min}
        max={props.max}
        step={props.step}
        value={props.value}
        aria-valuetext={props.text}
        onInput={(event) => props.onInput(event.currentTarget.valueAsNumber)}
      />
    </div>
  );
}
