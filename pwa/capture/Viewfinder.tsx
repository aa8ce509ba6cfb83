import { createEffect, createSignal, onCleanup, Show } from "solid-js";
import { photoLimits } from "#contract/photo";
import { words } from "../i18n/words.ts";
import type { OutboxPhoto } from "../outbox/model.ts";
import { Thumb } from "../scans/Thumb.tsx";
import { announce } from "../ui/announce.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import styles from "./CameraScreen.module.css";
import type { Lens } from "./lens.ts";

type Props = { lens: Lens; taken: OutboxPhoto[]; saving: number; onPhoto: (file: File) => void };

const takenVibrationMs = 40;

export function Viewfinder(props: Props) {
  let video!: HTMLVideoElement;
  const [busy, setBusy] = createSignal(false);
  const [failed, setFailed] = createSignal(false);
  const count = () => props.taken.length + props.saving;
  const full = () => count() >= photoLimits.perPassMax;

  createEffect(() => {
    video.srcObject = props.lens.stream;
    void video.play().catch(() => undefined);
  });
  onCleanup(() => {
    video.srcObject = null;
  });

  const shoot = async () => {
    if (busy() || full()) return;
    setBusy(true);
    setFailed(false);
    try {
      const photo = await props.lens.shoot(video);
      navigator.vibrate?.(takenVibrationMs);
      const ending = photo.type === "image/png" ? "png" : "jpg";
      const name = `photo-${String(count() + 1).padStart(3, "0")}.${ending}`;
      props.onPhoto(new File([photo], name, { type: photo.type, lastModified: Date.now() }));
      announce(words.capture.taken(count()));
    } catch {
      setFailed(true);
    } finally {
      setBusy(false);
    }
  };

  return (
    <>
      <div class={`${styles.finder} ${busy() ? styles.flash : ""}`}>
        <video ref={video} class={styles.video} playsinline muted autoplay />
        <LensControls lens={props.lens} />
      </div>
      <p class={styles.advice} role="status">
        <Show when={!failed()} fallback={words.capture.shotFailed}>
          {full()
            ? words.capture.full
            : count() >= photoLimits.perPassMin
              ? words.capture.enough
              : words.capture.keepOn}
        </Show>
      </p>
      <div class={styles.release}>
        <span class={styles.last}>
          <Show when={props.taken.at(-1)}>
            {(photo) => <Thumb photoId={photo().photoId} alt="" format={photo().format} />}
          </Show>
        </span>
        <button
          type="button"
          class={styles.shutter}
          aria-label={words.capture.shoot}
          aria-disabled={busy() || full()}
          onClick={() => void shoot()}
        />
        <p class={styles.count}>
          <strong>{count()}</strong> / {photoLimits.perPassMin}–{photoLimits.perPassMax}
        </p>
      </div>
    </>
  );
}

function LensControls(props: { lens: Lens }) {
  const [torch, setTorch] = createSignal(false);
  const toggle = () => {
    setTorch(!torch());
    void props.lens.setTorch(torch());
  };
  return (
    <div class={styles.controls}>
      <Show when={props.lens.hasTorch}>
        <Button aria-pressed={torch()} onClick={toggle}>
          <Icon name="light" />
          {words.capture.torch}
        </Button>
      </Show>
      <Show when={props.lens.zoom}>
        {(zoom) => (
          <input
            class={styles.zoom}
            type="range"
            aria-label={words.capture.zoom}
            min={zoom().min}
            max={zoom().max}
            step={zoom().step}
            value={zoom().min}
            onInput={(event) => void props.lens.setZoom(event.currentTarget.valueAsNumber)}
          />
        )}
      </Show>
    </div>
  );
}
