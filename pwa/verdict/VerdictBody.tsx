import { For, type JSX, Show } from "solid-js";
import { words } from "../i18n/words.ts";
import { photosForVerdictLeast } from "../judging/judge.ts";
import type { Gap, SetVerdict, StillVerdict } from "../judging/types.ts";
import type { OutboxPhoto, ScanBox } from "../outbox/model.ts";
import { Thumbs } from "../scans/Thumbs.tsx";
import { SeenFrom } from "./SeenFrom.tsx";
import styles from "./VerdictBody.module.css";
import { gapsToFill, toShootAgain, unfinished } from "./verdict-line.ts";
import type { Verdict } from "./verdict-state.ts";

const t = words.verdict;
const gapsShownMost = 3;
const stillsShownMost = 6;
const reasonsShownMost = 2;

/** `again`: what leads to shooting a photo again; left out where that cannot be done. */
type Props = { box: ScanBox; verdict: Verdict; again?: ((photo: OutboxPhoto) => JSX.Element) | undefined };

/** All that is known of the set: whether it will reconstruct, where photos are missing, which to shoot again. */
export function VerdictBody(props: Props) {
  const told = () => {
    const verdict = props.verdict.verdict();
    return verdict && verdict.photos > 0 ? verdict : null;
  };
  return (
    <>
      <Show when={props.verdict.broken()}>
        <p>{t.broken}</p>
      </Show>
      <Show when={told()}>{(verdict) => <Told {...props} told={verdict()} />}</Show>
      <p class={styles.soft} role="status">
        <Show when={!props.verdict.settled()} fallback={t.how}>
          {unfinished(props.verdict) || `${t.judging(props.verdict.left())}…`}
        </Show>
      </p>
    </>
  );
}

function Told(props: Props & { told: SetVerdict }) {
  const early = () => props.told.photos < photosForVerdictLeast;
  const bad = () => toShootAgain(props.told);
  const photoOf = (id: string) => props.box.photos.find(({ photoId }) => photoId === id);
  const nameOf = (id: string) => photoOf(id)?.name ?? "";
  return (
    <>
      <Show when={!early()} fallback={<p>{t.early(props.told.photos, photosForVerdictLeast)}</p>}>
        <p class={styles.sentence}>
          <strong>{t.outcomes[props.told.outcome]}</strong> {t.connected(props.told.connected, props.told.photos)}{" "}
          {t.chance(props.told.confidence)}
        </p>
        <Show when={gapsToFill(props.told).length > 0}>
          <h3>{t.gapsTitle}</h3>
          <ul class={styles.list}>
            <For each={gapsToFill(props.told).slice(0, gapsShownMost)}>
              {(gap) => <GapLine gap={gap} nameOf={nameOf} />}
            </For>
          </ul>
        </Show>
      </Show>
      <SeenFrom box={props.box} verdict={props.verdict} told={props.told} />
      <Show when={bad().length > 0}>
        <h3>{t.again}</h3>
        <ul class={styles.list}>
          <For each={bad().slice(0, stillsShownMost)}>
            {(still) => (
              <StillLine still={still} name={nameOf(still.id)}>
                <Show when={props.again && photoOf(still.id)}>{(photo) => props.again?.(photo())}</Show>
              </StillLine>
            )}
          </For>
        </ul>
        <Show when={bad().length > stillsShownMost}>
          <p>{t.more(bad().length - stillsShownMost)}</p>
        </Show>
      </Show>
    </>
  );
}

function GapLine(props: { gap: Gap; nameOf: (id: string) => string }) {
  return (
    <li>
      <Thumbs of={props.gap.photoIds.slice(0, 2).map((photoId) => ({ photoId, alt: props.nameOf(photoId) }))} />
      <span>{t.gap(props.gap)}</span>
    </li>
  );
}

function StillLine(props: { still: StillVerdict; name: string; children: JSX.Element }) {
  return (
    <li>
      <Thumbs of={[{ photoId: props.still.id, alt: "" }]} />
      <span class={styles.still}>
        <span>
          <strong>{props.name}</strong> {t.still(props.still.grade, props.still.reasons.slice(0, reasonsShownMost))}
        </span>
        {props.children}
      </span>
    </li>
  );
}
