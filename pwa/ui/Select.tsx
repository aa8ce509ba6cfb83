import { type ComponentProps, createUniqueId, For, Show, splitProps } from "solid-js";
import styles from "./Field.module.css";
import { visuallyHidden } from "./Page.tsx";

type Option = { readonly value: string; readonly text: string };

/** One of a few, on the platform's own control. `bare`: its label is only read out, the place says what it is. */
export function Select(
  props: Omit<ComponentProps<"select">, "onChange"> & {
    label: string;
    options: readonly Option[];
    value: string;
    bare?: boolean;
    hint?: string;
    onChange: (value: string) => void;
  },
) {
  const [own, rest] = splitProps(props, ["label", "options", "value", "bare", "hint", "onChange", "class"]);
  const id = createUniqueId();
  return (
    <div class={own.bare ? styles.bare : styles.field}>
      <label for={id} class={own.bare ? visuallyHidden : undefined}>
        {own.label}
      </label>
      <select
        {...rest}
        id={id}
        class={`${styles.input} ${styles.select} ${own.class ?? ""}`}
        value={own.value}
        onChange={(event) => own.onChange(event.currentTarget.value)}
        aria-describedby={own.hint ? `${id}-hint` : undefined}
      >
        <For each={own.options}>
          {(option) => (
            <option value={option.value} selected={option.value === own.value}>
              {option.text}
            </option>
          )}
        </For>
      </select>
      <Show when={own.hint}>
        <p id={`${id}-hint`} class={styles.hint}>
          {own.hint}
        </p>
      </Show>
    </div>
  );
}
