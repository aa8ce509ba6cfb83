import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import { words } from "../i18n/words.ts";
import { Button, buttonClass } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import styles from "./CameraScreen.module.css";
import { DomePicture } from "./DomePicture.tsx";
import { missingInWords, ringInWords } from "./dome-words.ts";
import { type Direction, gaps, heights, type Sector, sectorCount } from "./live/dome.ts";

/** The dome large, what is missing in words, and the way on: the part turned over has a dome of its own. */
export function DomeDialog(props: {
  open: boolean;
  seen: ReadonlySet<string>;
  next: Sector | null;
  here: Direction | null;
  /** The next pass and its address, null after the last. */
  nextPass: { number: number; href: string } | null;
  /** Whether this pass and the first see the same sides; null for the first. */
  shared: boolean | null;
  /** Told by how the phone was held, not by the mat. */
  rough: boolean;
  onClose: () => void;
}) {
  const t = words.guide.dome;
  return (
    <Dialog
      open={props.open}
      title={t.title}
      onClose={props.onClose}
      actions={
        <Button size="large" onClick={props.onClose}>
          {words.app.close}
        </Button>
      }
    >
      {/* Read first, and shown first: the dialog would scroll down to its first link. */}
      <p tabIndex={-1} ref={(text) => queueMicrotask(() => text.focus())} class={styles.seenText}>
        <strong>{t.seen(props.seen.size, sectorCount)}</strong>
      </p>
      <DomePicture seen={props.seen} next={props.next} here={props.here} large />
      <p class={styles.hint}>{props.rough ? t.rough : t.rings}</p>
      <Show when={gaps(props.seen).length > 0} fallback={<p>{t.whole}</p>}>
        <h3>{t.missing}</h3>
        <ul class={styles.gaps}>
          <For each={heights.filter((height) => gaps(props.seen).some((gap) => gap.height === height))}>
            {(height) => <li>{ringInWords(props.seen, height)}</li>}
          </For>
        </ul>
      </Show>
      <Show when={props.shared !== null}>
        <p>{props.shared ? t.shared : t.notShared}</p>
      </Show>
      <Show when={props.nextPass}>
        {(next) => (
          <A href={next().href} class={buttonClass({ size: "large", wide: true })} onClick={() => props.onClose()}>
            {t.turnOver(next().number)}
          </A>
        )}
      </Show>
    </Dialog>
  );
}

/** "14 of 54 directions seen; missing: …" */
export const domeInWords = (seen: ReadonlySet<string>) =>
  words.guide.dome.alt(seen.size, sectorCount, missingInWords(seen));
