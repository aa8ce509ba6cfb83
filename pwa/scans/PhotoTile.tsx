import { Show } from "solid-js";
import { words } from "../i18n/words.ts";
import type { StillVerdict } from "../judging/types.ts";
import type { OutboxPhoto } from "../outbox/model.ts";
import { Icon, type IconName } from "../ui/Icon.tsx";
import { type PhotoShown, shownState } from "./counts.ts";
import type { PhotoOutcome } from "./outcome/photo-outcome.ts";
import styles from "./PhotoTile.module.css";
import { Thumb } from "./Thumb.tsx";

const icons: Record<PhotoShown, IconName> = {
  saved: "phone",
  sending: "up",
  sent: "up",
  confirmed: "check",
  refused: "alert",
  removing: "trash",
};

type Props = { photo: OutboxPhoto; outcome: PhotoOutcome | null; verdict: StillVerdict | null; onOpen: () => void };

export function PhotoTile(props: Props) {
  const shown = () => shownState(props.photo);
  const made = () => (props.outcome?.used ? words.outcome.used : words.outcome.leftOutWhy(props.outcome?.why ?? null));
  const doubt = () => (props.verdict && props.verdict.grade !== "good" ? props.verdict : null);
  const label = () => {
    const state = words.photo.open(props.photo.name, words.photo.states[shown()]);
    // What became of it counts more than what was foretold.
    const more = props.outcome
      ? made()
      : doubt()
        ? words.verdict.still(doubt()?.grade ?? "weak", doubt()?.reasons ?? [])
        : null;
    return more ? `${state}. ${more}` : state;
  };
  return (
    <li>
      <button
        type="button"
        class={`${styles.tile} ${styles[shown()]}`}
        aria-label={label()}
        title={label()}
        onClick={() => props.onOpen()}
      >
        <Thumb photoId={props.photo.photoId} alt="" format={props.photo.format} />
        <Show when={props.outcome}>
          {(outcome) => (
            <span class={`${styles.outcome} ${outcome().used ? "" : styles.leftOut}`}>
              {outcome().used ? words.outcome.used : words.outcome.leftOut}
            </span>
          )}
        </Show>
        <Show when={!props.outcome && doubt()}>
          {(still) => <span class={`${styles.outcome} ${styles.leftOut}`}>{words.verdict.grades[still().grade]}</span>}
        </Show>
        <span class={styles.badge}>
          <Icon name={icons[shown()]} size={14} />
        </span>
      </button>
    </li>
  );
}
