import { For, type JSX, Show } from "solid-js";
import { words } from "../i18n/words.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { type Face, faceDeviation, faceRaw, faceSize, faceTitle, nominalText, valueText } from "./dimension-words.ts";
import { Evidence } from "./Evidence.tsx";
import styles from "./FacePanel.module.css";
import type { Selection } from "./selection-state.ts";

const t = words.dimensions;

/** The chosen face: what it is, how large, how well it was seen, and which dimensions it has a part in. */
export function FacePanel(props: { selection: Selection }) {
  const number = () => props.selection.faces().findIndex(({ id }) => id === props.selection.face()?.id) + 1;
  return (
    <section class={styles.panel} aria-label={t.faces}>
      <header class={styles.head}>
        <Show when={props.selection.face()} fallback={<p class={styles.hint}>{t.faceHint}</p>}>
          {(face) => (
            <h2>
              {faceTitle(face())} <small>{t.face(number(), props.selection.faces().length)}</small>
            </h2>
          )}
        </Show>
        <span class={styles.steps}>
          <Button kind="quiet" square aria-label={t.previous} onClick={() => props.selection.stepFace(-1)}>
            <Icon name="left" />
          </Button>
          <Button kind="quiet" square aria-label={t.next} onClick={() => props.selection.stepFace(1)}>
            <Icon name="right" />
          </Button>
        </span>
      </header>
      <Show when={props.selection.face()}>{(face) => <FaceFacts face={face()} selection={props.selection} />}</Show>
    </section>
  );
}

/** Kinds that say a face's own size, not how it lies to others. */
const ofFace = new Set(["hole", "boss", "countersink", "sphere", "chamfer", "fillet"]);

function FaceFacts(props: { face: Face; selection: Selection }) {
  const unit = () => props.selection.unit();
  const own = () => props.selection.dimensionsOf(props.face.id);
  const byRadius = () => props.selection.byRadius(props.face);
  const nominal = () => own().find((entry) => entry.nominal && ofFace.has(entry.kind));
  return (
    <>
      <dl class={styles.facts}>
        <Row name={words.viewer.colourModes.evidence}>
          <Evidence of={props.face.evidence} />
        </Row>
        <Show when={faceSize(props.face, unit(), byRadius())}>
          {(size) => <Row name={t.fields.size}>{size()}</Row>}
        </Show>
        <Show when={faceRaw(props.face, unit(), byRadius())}>
          {(raw) => <Row name={t.fields.measured}>{raw()}</Row>}
        </Show>
        <Show when={nominal()}>{(entry) => <Row name={t.fields.nominal}>{nominalText(entry(), unit())}</Row>}</Show>
        <Row name={t.fields.deviation}>{faceDeviation(props.face, unit())}</Row>
        <Row name={t.fields.points}>{props.face.inliers.toLocaleString()}</Row>
      </dl>
      <Show when={own().length > 0}>
        <ul class={styles.own} aria-label={t.fields.dimensions}>
          <For each={own()}>
            {(entry) => (
              <li>
                <button type="button" class={styles.link} onClick={() => props.selection.chooseDimension(entry)}>
                  {entry.label} <b>{valueText(entry, unit())}</b>
                </button>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </>
  );
}

function Row(props: { name: string; children: JSX.Element }) {
  return (
    <>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </>
  );
}
