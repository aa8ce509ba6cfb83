import { createEffect, createMemo, createSignal, onCleanup, Show } from "solid-js";
import { photoLimits } from "#contract/photo";
import { words } from "../i18n/words.ts";
import type { OutboxPhoto } from "../outbox/model.ts";
import { announce } from "../ui/announce.ts";
import { visuallyHidden } from "../ui/Page.tsx";
import { Advice } from "./Advice.tsx";
import styles from "./CameraScreen.module.css";
import { DomeDialog, domeInWords } from "./DomeDialog.tsx";
import { DomePicture } from "./DomePicture.tsx";
import { createDirections } from "./directions-state.ts";
import { createGuide, type Guide } from "./guide-state.ts";
import { LensControls } from "./LensControls.tsx";
import type { Lens } from "./lens.ts";
import { passesShareSides, sectorCount } from "./live/dome.ts";
import { ReleaseBar } from "./ReleaseBar.tsx";
import { StartStep } from "./StartStep.tsx";

type Props = {
  lens: Lens;
  scanId: string;
  pass: number;
  taken: OutboxPhoto[];
  takenBefore: OutboxPhoto[];
  saving: number;
  /** The photo's id once it is safe here. */
  onPhoto: (file: File) => Promise<string | null>;
};

const idsOf = (photos: OutboxPhoto[]) => new Set(photos.map((photo) => photo.photoId));

/** The live picture with its guide: first the start step, then the walk round the part. */
export function Viewfinder(props: Props) {
  let video!: HTMLVideoElement;
  let shutter: HTMLButtonElement | undefined;
  const count = () => props.taken.length + props.saving;
  const full = () => count() >= photoLimits.perPassMax;
  const directions = createDirections(
    () => props.scanId,
    () => props.pass,
    createMemo(() => idsOf(props.taken)),
  );
  const started = () => directions.withMat() !== null;
  const withMat = () => directions.withMat() === true;

  createEffect(() => {
    video.srcObject = props.lens.stream;
    void video.play().catch(() => undefined);
  });
  onCleanup(() => {
    video.srcObject = null;
  });

  const shoot = async () => {
    const photo = await props.lens.shoot(video);
    const ending = photo.type === "image/png" ? "png" : "jpg";
    const name = `photo-${String(count() + 1).padStart(3, "0")}.${ending}`;
    const saved = props.onPhoto(new File([photo], name, { type: photo.type, lastModified: Date.now() }));
    announce(words.capture.taken(count()));
    return { photo, saved };
  };
  const guide = createGuide({ video: () => video, withMat, started, full, directions, shoot });
  const start = (mat: boolean) => {
    guide.allowSound();
    directions.setWithMat(mat);
    shutter?.focus();
  };

  return (
    <>
      <div class={`${styles.finder} ${started() ? "" : styles.waiting} ${guide.taking() ? styles.flash : ""}`}>
        <video ref={video} class={styles.video} playsinline muted autoplay />
        <Show when={started()}>
          <Overlay guide={guide} directions={directions} withMat={withMat()} {...domeProps(props, directions)} />
          <LensControls lens={props.lens} />
        </Show>
      </div>
      <Show
        when={started()}
        fallback={<StartStep matInView={guide.direction() !== null} surface={guide.surface()} onStart={start} />}
      >
        <Advice guide={guide} withMat={withMat()} count={count()} full={full()} />
        <ReleaseBar
          last={props.taken.at(-1)}
          count={count()}
          blocked={guide.taking() || full()}
          shutter={(button) => {
            shutter = button;
          }}
          onPress={() => {
            guide.allowSound();
            guide.press();
          }}
          onSound={guide.allowSound}
        />
      </Show>
    </>
  );
}

type DomeProps = { nextPass: { number: number; href: string } | null; shared: boolean | null };

function domeProps(props: Props, directions: ReturnType<typeof createDirections>): DomeProps {
  const last = props.pass + 1 >= photoLimits.passesMax;
  return {
    nextPass: last ? null : { number: props.pass + 2, href: `/scans/${props.scanId}/camera/${props.pass + 1}` },
    shared:
      props.pass === 0 ? null : passesShareSides(directions.seenInPass(0, idsOf(props.takenBefore)), directions.seen()),
  };
}

/** Over the picture: the one thing to do now, and the dome. */
function Overlay(
  props: DomeProps & { guide: Guide; directions: ReturnType<typeof createDirections>; withMat: boolean },
) {
  const [open, setOpen] = createSignal(false);
  const seen = () => props.directions.seen();
  return (
    <>
      <Show when={!props.guide.unwatched()}>
        <p class={`${styles.cue} ${styles[props.guide.cue()] ?? ""}`} aria-hidden="true">
          {words.guide.cues[props.guide.cue()]}
        </p>
      </Show>
      <Show when={props.withMat}>
        <button
          type="button"
          class={styles.dome}
          aria-label={words.guide.dome.open(seen().size, sectorCount)}
          onClick={() => setOpen(true)}
        >
          <DomePicture seen={seen()} next={props.guide.next()} here={props.guide.direction()} />
          <span aria-hidden="true">{words.guide.dome.of(seen().size, sectorCount)}</span>
        </button>
        <p class={visuallyHidden}>{domeInWords(seen())}</p>
        <DomeDialog
          open={open()}
          seen={seen()}
          next={props.guide.next()}
          here={props.guide.direction()}
          nextPass={props.nextPass}
          shared={props.shared}
          onClose={() => setOpen(false)}
        />
      </Show>
    </>
  );
}
