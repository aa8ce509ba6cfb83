import { For, Show } from "solid-js";
import { words } from "../i18n/words.ts";
import type { OutboxPhoto } from "../outbox/model.ts";
import { Button } from "../ui/Button.tsx";
import { Note } from "../ui/Note.tsx";
import styles from "./RefusedList.module.css";

/** The photos the server will not take: each with its reason, what to do, and the way there. */
export function RefusedList(props: { photos: readonly OutboxPhoto[]; onOpen: (photoId: string) => void }) {
  const refused = () => props.photos.filter((photo) => photo.state === "refused");
  return (
    <Show when={refused().length > 0}>
      <Note tone="bad" title={words.photo.refusedTitle(refused().length)} role="alert">
        <ul class={styles.list}>
          <For each={refused()}>
            {(photo) => (
              <li>
                <p>
                  <strong>{photo.name}</strong>: {photo.trouble?.title}. {photo.trouble?.todo}
                </p>
                <Button aria-label={words.photo.showLabel(photo.name)} onClick={() => props.onOpen(photo.photoId)}>
                  {words.photo.show}
                </Button>
              </li>
            )}
          </For>
        </ul>
      </Note>
    </Show>
  );
}
