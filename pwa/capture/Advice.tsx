import { Match, Show, Switch } from "solid-js";
import { photoLimits } from "#contract/photo";
import { words } from "../i18n/words.ts";
import type { StillVerdict } from "../judging/types.ts";
import type { OutboxPhoto } from "../outbox/model.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import styles from "./CameraScreen.module.css";
import type { Guide } from "./guide-state.ts";
import { stepTo } from "./live/dome.ts";

const t = words.guide;

/** Under the picture: what went wrong or what is known, where to go next, and the one thing to do about the last photo. */
export function Advice(props: {
  guide: Guide;
  withMat: boolean;
  count: number;
  full: boolean;
  last: OutboxPhoto | null;
  judged: StillVerdict | null;
  again: OutboxPhoto | null;
  replaceable: boolean;
  onAgain: (photo: OutboxPhoto | null) => void;
}) {
  // The quick look comes first; what the set's judge makes of the photo counts more.
  const doubt = () => {
    const { last, judged } = props;
    if (!last) return null;
    if (judged)
      return judged.grade === "good" ? null : t.last(last.name, words.verdict.still(judged.grade, judged.reasons));
    return props.guide.still() === "good" ? null : t.stills[props.guide.still()];
  };
  return (
    <div class={styles.advice}>
      <div role="status">
        <Switch fallback={<p>{props.count >= photoLimits.perPassMin ? words.capture.enough : words.capture.keepOn}</p>}>
          <Match when={props.guide.failed()}>
            <p>{words.capture.shotFailed}</p>
          </Match>
          <Match when={props.again}>{(old) => <p class={styles.again}>{t.again.next(old().name)}</p>}</Match>
          <Match when={doubt()}>{(text) => <p class={styles.again}>{text()}</p>}</Match>
          <Match when={props.full}>
            <p>{words.capture.full}</p>
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
      <Switch>
        <Match when={props.again}>
          <Button size="large" onClick={() => props.onAgain(null)}>
            {t.again.keep}
          </Button>
        </Match>
        <Match when={props.replaceable && doubt() ? props.last : null}>
          {(last) => (
            <Button size="large" onClick={() => props.onAgain(last())}>
              <Icon name="redo" />
              {t.again.shoot}
            </Button>
          )}
        </Match>
      </Switch>
    </div>
  );
}
