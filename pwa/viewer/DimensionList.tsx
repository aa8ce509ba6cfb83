import { For, Show } from "solid-js";
import { type Dimension, dimensionKinds, type Report } from "#contract/report";
import { words } from "../i18n/words.ts";
import type { ResultLink } from "../scans/results.ts";
import { buttonClass } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Note } from "../ui/Note.tsx";
import styles from "./DimensionList.module.css";
import { nominalText, placeText, rawText, uncertaintyText, valueText } from "./dimension-words.ts";
import { Evidence } from "./Evidence.tsx";
import type { Selection } from "./selection-state.ts";

const t = words.dimensions;

/** Every dimension of the part, by kind; the chosen one says all it knows. */
export function DimensionList(props: { report: Report; selection: Selection; table: ResultLink | null }) {
  const all = () => props.report.solid?.dimensions ?? [];
  const kinds = () => dimensionKinds.filter((kind) => all().some((entry) => entry.kind === kind));
  return (
    <section class={styles.list} aria-label={t.title}>
      <header class={styles.head}>
        <h2>
          {t.title} <Show when={all().length > 0}>{<small>{t.count(all().length)}</small>}</Show>
        </h2>
        <Show when={all().length > 0 && props.table}>
          {(link) => (
            <a class={buttonClass()} href={link().url} download={link().name} aria-label={t.download}>
              <Icon name="download" />
              CSV
            </a>
          )}
        </Show>
      </header>
      <Show when={props.report.unit === "scene"}>
        <Note tone="warn">
          <p>{t.scene}</p>
        </Note>
      </Show>
      <Show
        when={all().length > 0}
        fallback={<p class={styles.soft}>{props.report.label === "faceted" ? t.faceted : t.none}</p>}
      >
        <p class={styles.soft}>
          {t.hint} {t.worth}
        </p>
        <For each={kinds()}>
          {(kind) => (
            <>
              <h3>{t.kinds[kind]}</h3>
              <ul class={styles.rows}>
                <For each={all().filter((entry) => entry.kind === kind)}>
                  {(entry) => <Row entry={entry} selection={props.selection} />}
                </For>
              </ul>
            </>
          )}
        </For>
      </Show>
    </section>
  );
}

function Row(props: { entry: Dimension; selection: Selection }) {
  const chosen = () => props.selection.dimension()?.id === props.entry.id;
  /** It has a part in what the chosen face is. */
  const touched = () => {
    const face = props.selection.face();
    return face !== null && props.entry.faces.includes(face.id);
  };
  const unit = () => props.selection.unit();
  return (
    <li class={`${styles.row} ${chosen() ? styles.chosen : ""} ${touched() ? styles.touched : ""}`}>
      <button
        type="button"
        class={styles.pick}
        aria-pressed={chosen()}
        onClick={() => props.selection.chooseDimension(props.entry)}
      >
        <Evidence of={props.entry.evidence} quiet />
        <span class={styles.label}>{props.entry.label}</span>
        <span class={styles.value}>{valueText(props.entry, unit())}</span>
        <span class={styles.soft}>{uncertaintyText(props.entry, unit())}</span>
      </button>
      <Show when={chosen()}>
        <Details entry={props.entry} unit={unit()} />
      </Show>
    </li>
  );
}

function Details(props: { entry: Dimension; unit: Report["unit"] }) {
  const rows = (): [string, string][] => {
    const { depthMm, through, faces, place } = props.entry;
    const depth =
      depthMm === null ? null : valueText({ ...props.entry, count: 1, quantity: "length", value: depthMm }, props.unit);
    return [
      [t.fields.measured, rawText(props.entry, props.unit)],
      [t.fields.nominal, nominalText(props.entry, props.unit)],
      ...(depth === null ? [] : [[t.fields.depth, through ? `${depth}, ${t.through}` : depth] as [string, string]]),
      [t.fields.place, placeText(place)],
      [t.fields.faces, faces.map((face) => face + 1).join(", ")],
    ];
  };
  return (
    <dl class={styles.details}>
      <dt>{words.viewer.colourModes.evidence}</dt>
      <dd>
        <Evidence of={props.entry.evidence} />
      </dd>
      <For each={rows()}>
        {([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        )}
      </For>
    </dl>
  );
}
