import { createSignal, Show } from "solid-js";
import { words } from "../i18n/words.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import styles from "./CameraScreen.module.css";
import type { Lens } from "./lens.ts";

/** Light, zoom and focus, each where this camera has it. */
export function LensControls(props: { lens: Lens }) {
  const [torch, setTorch] = createSignal(false);
  const [held, setHeld] = createSignal(false);
  const toggleTorch = () => {
    setTorch(!torch());
    void props.lens.setTorch(torch());
  };
  const toggleFocus = () => {
    setHeld(!held());
    void props.lens.holdFocus(held());
  };
  return (
    <div class={styles.controls}>
      <Show when={props.lens.hasTorch}>
        <Button size="large" aria-pressed={torch()} onClick={toggleTorch}>
          <Icon name="light" />
          {words.capture.torch}
        </Button>
      </Show>
      <Show when={props.lens.canHoldFocus}>
        <Button size="large" aria-pressed={held()} onClick={toggleFocus}>
          <Icon name="fit" />
          {words.guide.holdFocus}
        </Button>
      </Show>
      <Show when={props.lens.zoom}>
        {(range) => (
          <Slider label={words.capture.zoom} range={range()} onInput={(value) => void props.lens.setZoom(value)} />
        )}
      </Show>
      <Show when={held() && props.lens.focus}>
        {(range) => (
          <Slider label={words.guide.focus} range={range()} onInput={(value) => void props.lens.setFocus(value)} />
        )}
      </Show>
    </div>
  );
}

function Slider(props: {
  label: string;
  range: { min: number; max: number; step: number };
  onInput: (value: number) => void;
}) {
  return (
    <input
      class={styles.slider}
      type="range"
      aria-label={props.label}
      min={props.range.min}
      max={props.range.max}
      step={props.range.step}
      value={props.range.min}
      onInput={(event) => props.onInput(event.currentTarget.valueAsNumber)}
    />
  );
}
