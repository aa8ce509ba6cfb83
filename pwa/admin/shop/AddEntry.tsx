import { createSignal, Show } from "solid-js";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Select } from "../../ui/Select.tsx";
import { t } from "../words.ts";
import styles from "./Shop.module.css";

/** Adds something under a name of its own: typed, or one of those that may be added. */
export function AddEntry(props: {
  label: string;
  nameLabel?: string;
  form: RegExp;
  formWrong: string;
  taken: (name: string) => boolean;
  choose?: readonly string[];
  onAdd: (name: string) => void;
}) {
  const [name, setName] = createSignal("");
  const [wrong, setWrong] = createSignal<string | null>(null);
  const chosen = () => (props.choose ? name() || (props.choose[0] ?? "") : name().trim());
  const add = () => {
    const now = chosen();
    const why = props.form.test(now) ? (props.taken(now) ? t.shop.taken : null) : props.formWrong;
    setWrong(why);
    if (why !== null) return;
    setName("");
    props.onAdd(now);
  };
  return (
    <Show when={props.choose?.length !== 0}>
      <fieldset class={styles.adding} aria-label={props.label}>
        <Show
          when={props.choose}
          fallback={
            <Field
              label={`${props.label}: ${props.nameLabel ?? t.shop.newId}`}
              autocomplete="off"
              value={name()}
              wrong={wrong()}
              onInput={(event) => setName(event.currentTarget.value)}
              onKeyDown={(event) => {
                // Enter would send the whole form.
                if (event.key !== "Enter") return;
                event.preventDefault();
                add();
              }}
            />
          }
        >
          {(choose) => (
            <Select
              label={props.label}
              options={choose().map((value) => ({ value, text: value }))}
              value={chosen()}
              onChange={setName}
            />
          )}
        </Show>
        <Button size="large" onClick={add}>
          <Icon name="plus" />
          {t.shop.add}
        </Button>
      </fieldset>
    </Show>
  );
}
