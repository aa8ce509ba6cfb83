import { createEffect, createSignal, onCleanup, Show } from "solid-js";
import { database } from "../app/services.ts";
import { readThumb } from "../outbox/photo-bytes.ts";
import { Icon } from "../ui/Icon.tsx";
import styles from "./Thumb.module.css";

/**
 * A small picture: the given address, or this device's thumbnail of a photo. Where there is neither (HEIC outside
 * Safari, offline) the format is named instead of a broken picture.
 */
export function Thumb(props: { photoId: string | null; url?: string | null; alt: string; format?: string }) {
  const [own, setOwn] = createSignal<string | null>(null);
  const [failed, setFailed] = createSignal<string | null>(null);

  createEffect(() => {
    const { photoId } = props;
    let address: string | null = null;
    let current = true;
    onCleanup(() => {
      current = false;
      if (address) URL.revokeObjectURL(address);
    });
    setOwn(null);
    if (photoId === null) return;
    void readThumb(database, photoId).then((bytes) => {
      if (!bytes || !current) return;
      address = URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
      setOwn(address);
    });
  });

  const address = () => (props.url && props.url !== failed() ? props.url : own());
  return (
    <span class={styles.thumb}>
      <Show
        when={address()}
        fallback={
          <span class={styles.none}>
            <Icon name="photos" />
            {props.format?.toUpperCase()}
          </span>
        }
      >
        {(src) => (
          <img
            src={src()}
            alt={props.alt}
            loading="lazy"
            decoding="async"
            onError={() => setFailed(props.url ?? null)}
          />
        )}
      </Show>
    </span>
  );
}
