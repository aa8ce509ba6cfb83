import { For, Show } from "solid-js";
import type { Report } from "#contract/report";
import { words } from "../../i18n/words.ts";
import { Button } from "../../ui/Button.tsx";
import { formatLength } from "../../ui/format.ts";
import type { Field } from "./fields.ts";
import styles from "./RebuildScreen.module.css";

const t = words.rebuild;

type Props = {
  report: Report;
  fields: Field[];
  typed: Record<string, string>;
  wrong: ReadonlySet<string>;
  /** mm per length as the report has it: 1 unless a known distance is given at the same time. */
  scale: number;
  onType: (key: string, text: string) => void;
};

/** Each dimension that can be set, with what it is now; an empty field leaves it. */
export function DimensionFields(props: Props) {
  const unit = () => words.viewer.units[props.scale === 1 ? props.report.unit : "mm"];
  const length = (value: number) => formatLength(value * props.scale, unit());
  return (
    <section class={styles.section} aria-label={t.dimensions}>
      <h2>{t.dimensions}</h2>
      <Show when={props.fields.length > 0} fallback={<p>{props.report.label === "faceted" ? t.faceted : t.none}</p>}>
        <ul class={styles.list}>
          <For each={props.fields}>{(field) => <Row {...props} field={field} length={length} unit={unit()} />}</For>
        </ul>
      </Show>
    </section>
  );
}

type RowProps = Props & { field: Field; length: (value: number) => string; unit: string };

function Row(props: RowProps) {
  const id = () => `field-${props.field.key.replace(/\W/g, "-")}`;
  const name = () => `${props.field.label}, ${t.quantities[props.field.quantity].toLowerCase()}`;
  const isWrong = () => props.wrong.has(props.field.key);
  return (
    <li class={styles.row}>
      <label for={id()}>
        <span class={styles.name}>{name()}</span>
        <span class={styles.now}>
          {t.measured(props.length(props.field.value))}
          <Show when={props.field.fitted}>{(fitted) => <> ({t.setByHand(props.length(fitted()))})</>}</Show>
        </span>
      </label>
      <span class={styles.entry}>
        <input
          id={id()}
          inputMode="decimal"
          autocomplete="off"
          value={props.typed[props.field.key] ?? ""}
          aria-invalid={isWrong()}
          aria-describedby={isWrong() ? `${id()}-wrong` : undefined}
          onInput={(event) => props.onType(props.field.key, event.currentTarget.value)}
        />
        <span class={styles.unit}>{props.unit}</span>
      </span>
      <Show when={props.field.fitted}>
        {(fitted) => (
          <Button
            aria-label={`${t.back}: ${name()}`}
            onClick={() => props.onType(props.field.key, String(fitted() * props.scale))}
          >
            {t.back}
          </Button>
        )}
      </Show>
      <Show when={isWrong()}>
        <p class={styles.wrong} id={`${id()}-wrong`} role="alert">
          {t.range}
        </p>
      </Show>
    </li>
  );
}
