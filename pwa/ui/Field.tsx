import { type ComponentProps, createUniqueId, Show, splitProps } from "solid-js";
import styles from "./Field.module.css";

/** A line to be filled in: its label above, what to know below, and what is wrong where it is wrong. */
export function Field(props: ComponentProps<"input"> & { label: string; hint?: string; wrong?: string | null }) {
  const [own, rest] = splitProps(props, ["label", "hint", "wrong", "class"]);
  const id = createUniqueId();
  const described = () =>
    [own.hint ? `${id}-hint` : "", own.wrong ? `${id}-wrong` : ""].filter(Boolean).join(" ") || undefined;
  return (
    <div class={styles.field}>
      <label for={id}>{own.label}</label>
      <input
        {...rest}
        id={id}
        class={`${styles.input} ${own.class ?? ""}`}
        aria-invalid={own.wrong ? "true" : undefined}
        aria-describedby={described()}
      />
      <Show when={own.wrong}>
        <p id={`${id}-wrong`} class={styles.wrong} role="alert">
          {own.wrong}
        </p>
      </Show>
      <Show when={own.hint}>
        <p id={`${id}-hint`} class={styles.hint}>
          {own.hint}
        </p>
      </Show>
    </div>
  );
}

/** A choice of one or of several, as large as a finger. */
export function Choice(props: ComponentProps<"input"> & { label: string; hint?: string }) {
  const [own, rest] = splitProps(props, ["label", "hint", "class"]);
  return (
    <label class={styles.choice}>
      <input {...rest} />
      <span>
        {own.label}
        <Show when={own.hint}>
          <span class={styles.hint}>{own.hint}</span>
        </Show>
      </span>
    </label>
  );
}

export const codeClass = styles.code ?? "";
export const fieldsClass = styles.fields ?? "";
