import { Show } from "solid-js";
import { photoLimits } from "#contract/photo";
import { words } from "../i18n/words.ts";
import type { StillVerdict } from "../judging/types.ts";
import type { OutboxPhoto } from "../outbox/model.ts";
import { Thumb } from "../scans/Thumb.tsx";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import styles from "./CameraScreen.module.css";
import { autoShutter, sound, toggleAutoShutter, toggleSound } from "./guide-settings.ts";

/** The row under the thumb: what was taken, the shutter, how many; and the two switches. */
export function ReleaseBar(props: {
  last: OutboxPhoto | null;
  /** What the set's judge makes of it; null until it has looked. */
  judged: StillVerdict | null;
  count: number;
  blocked: boolean;
  shutter: (button: HTMLButtonElement) => void;
  onPress: () => void;
  onSound: () => void;
}) {
  return (
    <div class={styles.release}>
      <div class={styles.switches}>
        <Button size="large" aria-pressed={autoShutter()} title={words.guide.autoHow} onClick={toggleAutoShutter}>
          {words.guide.auto}
        </Button>
        <Button
          size="large"
          aria-pressed={sound()}
          onClick={() => {
            toggleSound();
            props.onSound();
          }}
        >
          {words.guide.sound}
        </Button>
      </div>
      <button
        ref={(button) => props.shutter(button)}
        type="button"
        class={styles.shutter}
        aria-label={words.capture.shoot}
        aria-disabled={props.blocked}
        onClick={() => props.onPress()}
      />
      <div class={styles.tally}>
        <span class={styles.last}>
          <Show when={props.last} fallback={<Icon name="camera" />}>
            {(photo) => <Thumb photoId={photo().photoId} alt="" format={photo().format} />}
          </Show>
        </span>
        <p class={styles.count}>
          <Show when={props.last}>
            <span class={styles.grade} data-grade={props.judged?.grade}>
              {props.judged ? words.verdict.grades[props.judged.grade] : `${words.guide.judging}…`}
            </span>
          </Show>
          <strong>{props.count}</strong> / {photoLimits.perPassMin}–{photoLimits.perPassMax}
        </p>
      </div>
    </div>
  );
}
