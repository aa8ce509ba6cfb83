import { For, Show } from "solid-js";
import { words } from "../i18n/words.ts";
import { photosForVerdictLeast } from "../judging/judge.ts";
import type { Gap, SetVerdict, StillVerdict } from "../judging/types.ts";
import type { ScanBox } from "../outbox/model.ts";
import { Thumb } from "../scans/Thumb.tsx";
import styles from "./VerdictPanel.module.css";
import type { Verdict } from "./verdict-state.ts";

const t = words.verdict;
const gapsShownMost = 3;
const stillsShownMost = 4;
const reasonsShownMost = 2;

/** Whether the photos will reconstruct and where to shoot again, told before leaving the part. */
export function VerdictPanel(props: { box: ScanBox; verdict: Verdict }) {
  const told = () => {
    const verdict = props.verdict.verdict();
    return verdict && verdict.photos > 0 ? verdict : null;
  };
  const shown = () => props.verdict.broken() || props.verdict.left() > 0 || told() !== null;
  return (
    <Show when={shown()}>
      <section class={styles.panel} aria-labelledby="verdict" data-outcome={toneOf(told())}>
        <h2 id="verdict">{t.title}</h2>
        <Show when={props.verdict.broken()}>
          <p>{t.broken}</p>
        </Show>
        <Show when={told()}>{(verdict) => <Told box={props.box} verdict={verdict()} />}</Show>
        <p class={styles.soft} role="status">
          <Show when={props.verdict.left() > 0} fallback={t.how}>
            {t.judging(props.verdict.left())}…
          </Show>
        </p>
      </section>
    </Show>
  );
}

function Told(props: { box: ScanBox; verdict: SetVerdict }) {
  const early = () => props.verdict.photos < photosForVerdictLeast;
  const unusable = () => new Set(props.verdict.stills.filter(({ grade }) => grade === "unusable").map(({ id }) => id));
  // A photo that is of no use is shot again; nothing need lead to it.
  const gaps = () => props.verdict.gaps.filter(({ photoIds }) => photoIds.some((id) => !unusable().has(id)));
  const bad = () => props.verdict.stills.filter(({ grade }) => grade !== "good").slice(0, stillsShownMost);
  const nameOf = (id: string) => props.box.photos.find(({ photoId }) => photoId === id)?.name ?? "";
  return (
    <>
      <Show when={!early()} fallback={<p>{t.early(props.verdict.photos, photosForVerdictLeast)}</p>}>
        <p class={styles.sentence}>
          <strong>{t.outcomes[props.verdict.outcome]}</strong>{" "}
          {t.connected(props.verdict.connected, props.verdict.photos)} {t.chance(props.verdict.confidence)}
        </p>
        <Show when={gaps().length > 0}>
          <h3>{t.gapsTitle}</h3>
          <ul class={styles.list}>
            <For each={gaps().slice(0, gapsShownMost)}>{(gap) => <GapLine gap={gap} nameOf={nameOf} />}</For>
          </ul>
        </Show>
      </Show>
      <Show when={bad().length > 0}>
        <h3>{t.again}</h3>
        <ul class={styles.list}>
          <For each={bad()}>{(still) => <StillLine still={still} name={nameOf(still.id)} />}</For>
        </ul>
      </Show>
    </>
  );
}

function GapLine(props: { gap: Gap; nameOf: (id: string) => string }) {
  return (
    <li>
      <span class={styles.thumbs}>
        <For each={props.gap.photoIds.slice(0, 2)}>
          {(id) => (
            <span class={styles.thumb}>
              <Thumb photoId={id} alt={props.nameOf(id)} />
            </span>
          )}
        </For>
      </span>
      <span>{t.gap(props.gap)}</span>
    </li>
  );
}

function StillLine(props: { still: StillVerdict; name: string }) {
  return (
    <li>
      <span class={styles.thumbs}>
        <span class={styles.thumb}>
          <Thumb photoId={props.still.id} alt="" />
        </span>
      </span>
      <span>
        <strong>{props.name}</strong> {t.still(props.still.grade, props.still.reasons.slice(0, reasonsShownMost))}
      </span>
    </li>
  );
}

function toneOf(verdict: SetVerdict | null): "likely" | "risky" | "no" | "early" {
  return verdict && verdict.photos >= photosForVerdictLeast ? verdict.outcome : "early";
}
