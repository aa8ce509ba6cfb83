import { createMemo, createSignal, Show } from "solid-js";
import { photoLimits } from "#contract/photo";
import { words } from "../i18n/words.ts";
import type { OutboxPhoto, ScanBox } from "../outbox/model.ts";
import { visuallyHidden } from "../ui/Page.tsx";
import styles from "./CameraScreen.module.css";
import { DomeDialog, domeInWords } from "./DomeDialog.tsx";
import { DomePicture } from "./DomePicture.tsx";
import type { createDirections } from "./directions-state.ts";
import type { Guide } from "./guide-state.ts";
import { coverage, type Direction, passesShareSides, sectorCount } from "./live/dome.ts";
import { directionsOfHeld } from "./live/facing.ts";

type Props = {
  guide: Guide;
  directions: ReturnType<typeof createDirections>;
  withMat: boolean;
  /** Nothing can be taken now: what would be the thing to do is not told. */
  silent: boolean;
  box: ScanBox;
  pass: number;
  taken: OutboxPhoto[];
  takenBefore: OutboxPhoto[];
};

const t = words.guide.dome;

/** Over the picture: the one thing to do now, and the dome: the mat's, or a rough one by how the phone is held. */
export function Overlay(props: Props) {
  return (
    <>
      <Show when={!props.guide.unwatched() && !props.silent}>
        <p class={`${styles.cue} ${styles[props.guide.cue()] ?? ""}`} aria-hidden="true">
          {words.guide.cues[props.guide.cue()]}
        </p>
      </Show>
      <Show when={props.withMat} fallback={<HeldDome {...props} />}>
        <Dome {...props} seen={props.directions.seen()} here={props.guide.direction()} rough={false} />
      </Show>
    </>
  );
}

/** Nothing is drawn before a photo gives the directions their zero. */
function HeldDome(props: Props) {
  const held = createMemo(() => directionsOfHeld(props.taken.flatMap(({ shot }) => shot?.held ?? [])));
  const here = () => {
    const now = props.guide.heldNow();
    return now && held().of(now);
  };
  return (
    <Show when={held().shots.length > 0}>
      <Dome {...props} seen={coverage(held().shots)} here={here()} rough />
    </Show>
  );
}

function Dome(props: Props & { seen: ReadonlySet<string>; here: Direction | null; rough: boolean }) {
  const [open, setOpen] = createSignal(false);
  const next = () => (props.rough ? null : props.guide.next());
  const nextPass = () => {
    if (props.pass + 1 >= photoLimits.passesMax) return null;
    return { number: props.pass + 2, href: `/scans/${props.box.scan.scanId}/camera/${props.pass + 1}` };
  };
  const shared = () => {
    if (props.pass === 0 || props.rough) return null;
    const first = new Set(props.takenBefore.map(({ photoId }) => photoId));
    return passesShareSides(props.directions.seenInPass(0, first), props.seen);
  };
  const name = () => (props.rough ? t.openRough : t.open)(props.seen.size, sectorCount);
  return (
    <>
      <button type="button" class={styles.dome} aria-label={name()} onClick={() => setOpen(true)}>
        <DomePicture seen={props.seen} next={next()} here={props.here} />
        <span aria-hidden="true">{(props.rough ? t.about : t.of)(props.seen.size, sectorCount)}</span>
      </button>
      <p class={visuallyHidden}>{domeInWords(props.seen)}</p>
      <DomeDialog
        open={open()}
        seen={props.seen}
        next={next()}
        here={props.here}
        rough={props.rough}
        nextPass={nextPass()}
        shared={shared()}
        onClose={() => setOpen(false)}
      />
    </>
  );
}
