import { words } from "../i18n/words.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Note } from "../ui/Note.tsx";
import styles from "./CameraScreen.module.css";
import { FilePick } from "./FilePick.tsx";
import type { LensProblem } from "./lens.ts";

/** No camera is no dead end: the phone's own camera app and the picker give the same photos. */
export function CameraProblem(props: { problem: LensProblem; onRetry: () => void; onFiles: (files: File[]) => void }) {
  const text = () => words.capture[props.problem];
  return (
    <>
      <Note tone="warn" icon="camera" title={text().title} role="alert">
        <p>{text().todo}</p>
      </Note>
      <div class={styles.ways}>
        <FilePick label={words.capture.choose} icon={<Icon name="photos" />} multiple primary onFiles={props.onFiles} />
        <FilePick label={words.capture.systemCamera} icon={<Icon name="camera" />} camera onFiles={props.onFiles} />
        <Button size="large" onClick={props.onRetry}>
          <Icon name="redo" />
          {words.capture.restart}
        </Button>
      </div>
    </>
  );
}
