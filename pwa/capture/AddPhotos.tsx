import { A } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import { words } from "../i18n/words.ts";
import { buttonClass } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import styles from "./AddPhotos.module.css";
import { filesOfDrop } from "./dropped-files.ts";
import { FilePick } from "./FilePick.tsx";

/** A mouse tells a desktop, where folders and dropping make sense. */
const desktop = matchMedia("(hover: hover) and (pointer: fine)").matches;

/** The ways photos come into a pass: the camera, the picker, a folder, dropping. */
export function AddPhotos(props: { scanId: string; pass: number; bare: boolean; onFiles: (files: File[]) => void }) {
  const [over, setOver] = createSignal(false);
  const drop = async (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (event.dataTransfer) props.onFiles(await filesOfDrop(event.dataTransfer));
  };
  return (
    <fieldset
      aria-label={words.capture.add}
      class={`${styles.add} ${desktop ? styles.zone : ""} ${over() ? styles.over : ""}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => void drop(event)}
    >
      <A
        href={`/scans/${props.scanId}/camera/${props.pass}`}
        class={buttonClass({ kind: props.bare ? "primary" : "plain", size: "large" })}
      >
        <Icon name="camera" />
        {words.capture.take}
      </A>
      <FilePick label={words.capture.choose} icon={<Icon name="photos" />} multiple onFiles={props.onFiles} />
      <Show when={desktop}>
        <FilePick label={words.capture.folder} icon={<Icon name="folder" />} folder multiple onFiles={props.onFiles} />
      </Show>
      <Show when={props.bare || desktop}>
        <p class={styles.hint}>
          {desktop ? `${words.capture.drop} · ` : ""}
          {words.capture.dropHint}
        </p>
      </Show>
    </fieldset>
  );
}
