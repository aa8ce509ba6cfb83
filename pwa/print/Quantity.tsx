import { createUniqueId } from "solid-js";
import { printLimits } from "#contract/print-settings";
import { serviceWords } from "../i18n/service-words.ts";
import { Button } from "../ui/Button.tsx";
import styles from "./Print.module.css";

const t = serviceWords.print.settings;

/** How many pieces: typed, or one by one. What is no number of pieces changes nothing. */
export function Quantity(props: { quantity: number; onChange: (quantity: number) => void }) {
  const id = createUniqueId();
  const set = (quantity: number) => {
    if (Number.isInteger(quantity) && quantity >= 1 && quantity <= printLimits.quantityMax) props.onChange(quantity);
  };
  return (
    <div class={styles.quantity}>
      <label for={id}>{t.quantity}</label>
      <div class={styles.stepper}>
        <Button
          square
          size="large"
          aria-label={t.fewer}
          disabled={props.quantity <= 1}
          onClick={() => set(props.quantity - 1)}
        >
          −
        </Button>
        <input
          id={id}
          type="number"
          inputmode="numeric"
          min={1}
          max={printLimits.quantityMax}
          value={props.quantity}
          onInput={(event) => set(event.currentTarget.valueAsNumber)}
          onBlur={(event) => {
            event.currentTarget.value = String(props.quantity);
          }}
        />
        <Button square size="large" aria-label={t.oneMore} onClick={() => set(props.quantity + 1)}>
          +
        </Button>
      </div>
    </div>
  );
}
