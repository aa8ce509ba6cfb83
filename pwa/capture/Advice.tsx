import { Match, Show, Switch } from "solid-js";
import { photoLimits } from "#contract/photo";
import { words } from "../i18n/words.ts";
import styles from "./CameraScreen.module.css";
import type { Guide } from "./guide-state.ts";
import { stepTo } from "./live/dome.ts";

/** Two lines under the picture: what went wrong or what is known, and where to go next. */
export function Advice(props: { guide: Guide; withMat: boolean; count: number; full: boolean }) {
  const t = words.guide;
  return (
    <div class={styles.advice} role="status">
      <Switch fallback={<p>{props.count >= photoLimits.perPassMin ? words.capture.enough : words.capture.keepOn}</p>}>
        <Match when={props.guide.failed()}>
          <p>{words.capture.shotFailed}</p>
        </Match>
        <Match when={props.full}>
          <p>{words.capture.full}</p>
        </Match>
        <Match when={props.guide.still() !== "good"}>
          <p class={styles.again}>{t.stills[props.guide.still()]}</p>
        </Match>
        <Match when={props.guide.unwatched()}>
          <p>{t.unwatched}</p>
        </Match>
        <Match when={!props.withMat}>
          <p>{t.noDome}</p>
        </Match>
        <Match when={props.guide.sight() === "loading"}>
          <p>{t.matLoading}…</p>
        </Match>
        <Match when={props.guide.sight() === "missing"}>
          <p>{t.matMissing}</p>
        </Match>
        <Match when={props.guide.direction()}>
          {(from) => (
            <p>
              <Show when={props.guide.next()} fallback={t.allSeen}>
                {(sector) => t.next(stepTo(sector(), from()), sector().height)}
              </Show>
            </p>
          )}
        </Match>
      </Switch>
    </div>
  );
}
