import { createEffect, createMemo, createSignal, onCleanup, Show } from "solid-js";
import { photoLimits } from "#contract/photo";
import { words } from "../i18n/words.ts";
import type { OutboxPhoto, ScanBox } from "../outbox/model.ts";
import { announce } from "../ui/announce.ts";
import type { Verdict } from "../verdict/verdict-state.ts";
import styles from "./CameraScreen.module.css";
import { createDirections } from "./directions-state.ts";
import { toggleUsuallyWithMat, usuallyWithMat } from "./guide-settings.ts";
import { createGuide } from "./guide-state.ts";
import { LensControls } from "./LensControls.tsx";
import type { Lens } from "./lens.ts";
import { Overlay } from "./Overlay.tsx";
import { StartStep } from "./StartStep.tsx";
import type { Shot } from "./shot.ts";
import { createShots } from "./shots-state.ts";
import { Walk } from "./Walk.tsx";

export type ViewfinderProps = {
  lens: Lens;
  box: ScanBox;
  pass: number;
  taken: OutboxPhoto[];
  takenBefore: OutboxPhoto[];
  verdict: Verdict;
  /** The photo that the next one is to take the place of. */
  again: OutboxPhoto | null;
  /** False once the scan was sent: what the server works on is not changed under it. */
  replaceable: boolean;
  onAgain: (photo: OutboxPhoto | null) => void;
  /** The photo's id once it is safe here. */
  onPhoto: (file: File, shot: Promise<Shot>) => Promise<string | null>;
};

const idsOf = (photos: OutboxPhoto[]) => new Set(photos.map((photo) => photo.photoId));

/** The live picture with its guide: first the start step, then the walk round the part. */
export function Viewfinder(props: ViewfinderProps) {
  let video!: HTMLVideoElement;
  let shutter: HTMLButtonElement | undefined;
  const [noSpace, setNoSpace] = createSignal(false);
  const ids = createMemo(() => idsOf(props.taken));
  const shots = createShots(ids);
  const { count } = shots;
  const full = () => count() >= photoLimits.perPassMax && !props.again;
  const directions = createDirections(
    () => props.box.scan.scanId,
    () => props.pass,
    ids,
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

  const save = async (photo: Blob, shot: Promise<Shot>) => {
    const { again } = props;
    const ending = photo.type === "image/png" ? "png" : "jpg";
    const stem = again?.name.replace(/\.[^.]*$/, "") ?? `photo-${String(count() + 1).padStart(3, "0")}`;
    const name = `${stem}.${ending}`;
    const file = new File([photo], name, { type: photo.type, lastModified: Date.now() });
    const saved = shots.watch(props.onPhoto(file, shot), !again);
    if (!again) announce(words.capture.taken(count()));
    const photoId = await saved;
    if (photoId && again) announce(words.guide.again.done(again.name));
    return photoId;
  };
  const guide = createGuide({
    video: () => video,
    withMat,
    matWanted: () => (started() ? withMat() : usuallyWithMat()),
    started,
    full,
    byHand: () => props.again !== null || noSpace(),
    directions,
    shoot: () => props.lens.shoot(video),
    save,
  });
  const start = () => {
    directions.setWithMat(usuallyWithMat());
    guide.touched(withMat());
    shutter?.focus();
  };

  return (
    <>
      <div class={`${styles.finder} ${started() ? "" : styles.waiting} ${guide.taking() ? styles.flash : ""}`}>
        <video ref={video} class={styles.video} playsinline muted autoplay />
        <Show when={started()}>
          <Overlay guide={guide} directions={directions} withMat={withMat()} silent={noSpace()} {...props} />
          <LensControls lens={props.lens} />
        </Show>
      </div>
      <Show
        when={started()}
        fallback={
          <StartStep
            withMat={usuallyWithMat()}
            matInView={guide.direction() !== null}
            surface={guide.surface()}
            onChoose={(mat) => mat !== usuallyWithMat() && toggleUsuallyWithMat()}
            onStart={start}
          />
        }
      >
        <Walk
          {...props}
          guide={guide}
          withMat={withMat()}
          count={count()}
          full={full()}
          last={props.taken.find(({ photoId }) => photoId === shots.lastId()) ?? props.taken.at(-1) ?? null}
          shutter={(button) => {
            shutter = button;
          }}
          onNoSpace={setNoSpace}
        />
      </Show>
    </>
  );
}
