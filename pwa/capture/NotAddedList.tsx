import { For, Show } from "solid-js";
import { words } from "../i18n/words.ts";
import { Button } from "../ui/Button.tsx";
import { Note } from "../ui/Note.tsx";
import type { NotAdded } from "./add-photos.ts";
import styles from "./NotAddedList.module.css";

/** The files that did not become photos: each with its reason and what to do; alike ones together. */
export function NotAddedList(props: { items: NotAdded[]; onDismiss: () => void }) {
  const groups = () => {
    const titles = [...new Set(props.items.map((item) => item.title))];
    return titles.map((title) => props.items.filter((item) => item.title === title));
  };
  return (
    <Show when={props.items.length > 0}>
      <Note tone="bad" title={words.capture.notAdded(props.items.length)} role="alert">
        <ul class={styles.groups}>
          <For each={groups()}>
            {(group) => (
              <li>
                <p>
                  <strong>{group[0]?.title}.</strong> {group[0]?.todo}
                </p>
                <p class={styles.names}>{group.map((item) => item.name).join(", ")}</p>
              </li>
            )}
          </For>
        </ul>
        <Button onClick={props.onDismiss}>{words.capture.dismiss}</Button>
      </Note>
    </Show>
  );
}
