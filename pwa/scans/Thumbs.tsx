import { For } from "solid-js";
import { Thumb } from "./Thumb.tsx";
import styles from "./Thumbs.module.css";

/** The photos that a line of text is about, beside it; `alt` is empty where the text names them. */
export function Thumbs(props: { of: readonly { photoId: string; alt: string }[] }) {
  return (
    <span class={styles.thumbs}>
      <For each={props.of}>
        {({ photoId, alt }) => (
          <span class={styles.thumb}>
            <Thumb photoId={photoId} alt={alt} />
          </span>
        )}
      </For>
    </span>
  );
}
