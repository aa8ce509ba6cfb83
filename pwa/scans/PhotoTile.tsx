import { words } from "../i18n/words.ts";
import type { OutboxPhoto } from "../outbox/model.ts";
import { Icon, type IconName } from "../ui/Icon.tsx";
import { type PhotoShown, shownState } from "./counts.ts";
import styles from "./PhotoTile.module.css";
import { Thumb } from "./Thumb.tsx";

const icons: Record<PhotoShown, IconName> = {
  saved: "phone",
  sending: "up",
  sent: "up",
  confirmed: "check",
  refused: "alert",
  removing: "trash",
};

export function PhotoTile(props: { photo: OutboxPhoto; onOpen: () => void }) {
  const shown = () => shownState(props.photo);
  const label = () => words.photo.open(props.photo.name, words.photo.states[shown()]);
  return (
    <li>
      <button
        type="button"
        class={`${styles.tile} ${styles[shown()]}`}
        aria-label={label()}
        title={label()}
        onClick={() => props.onOpen()}
      >
        <Thumb photoId={props.photo.photoId} alt="" format={props.photo.format} />
        <span class={styles.badge}>
          <Icon name={icons[shown()]} size={14} />
        </span>
      </button>
    </li>
  );
}
