import { Show } from "solid-js";
import { outbox, sending } from "../app/services.ts";
import { FilePick } from "../capture/FilePick.tsx";
import { words } from "../i18n/words.ts";
import type { StillVerdict } from "../judging/types.ts";
import type { OutboxPhoto } from "../outbox/model.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { formatBytes, formatDate } from "../ui/format.ts";
import { Note } from "../ui/Note.tsx";
import { shownState } from "./counts.ts";
import type { PhotoOutcome } from "./outcome/photo-outcome.ts";
import styles from "./PhotoDialog.module.css";
import { ShootAgain } from "./ShootAgain.tsx";
import { Thumb } from "./Thumb.tsx";

type Props = {
  photo: OutboxPhoto | null;
  /** What the last run made of it; null where it had not this photo. */
  outcome: PhotoOutcome | null;
  verdict: StillVerdict | null;
  editable: boolean;
  replaceable: boolean;
  onClose: () => void;
  onReplace: (photo: OutboxPhoto, files: File[]) => void;
};

/** One photo: how far it has come, what is wrong with it and what to do, its hash as on the server's receipt. */
export function PhotoDialog(props: Props) {
  const remove = async (photo: OutboxPhoto) => {
    props.onClose();
    await outbox.act(photo.scanId, { type: "photo-removed", photoId: photo.photoId });
    sending.kick();
  };
  const replace = (photo: OutboxPhoto, files: File[]) => {
    props.onClose();
    props.onReplace(photo, files);
  };
  return (
    <Dialog
      open={props.photo !== null}
      title={props.photo?.name ?? ""}
      onClose={props.onClose}
      actions={
        <>
          <Show when={props.editable && props.photo}>
            {(photo) => (
              <>
                <Button kind="danger" size="large" onClick={() => void remove(photo())}>
                  {words.photo.remove}
                </Button>
                <Show when={props.replaceable}>
                  <FilePick label={words.photo.replace} onFiles={(files) => replace(photo(), files)} />
                  <ShootAgain photo={photo()} />
                </Show>
              </>
            )}
          </Show>
          <Button size="large" onClick={props.onClose}>
            {words.app.close}
          </Button>
        </>
      }
    >
      <Show when={props.photo}>
        {(photo) => <Facts photo={photo()} outcome={props.outcome} verdict={props.verdict} />}
      </Show>
    </Dialog>
  );
}

function Facts(props: { photo: OutboxPhoto; outcome: PhotoOutcome | null; verdict: StillVerdict | null }) {
  return (
    <>
      <Show when={props.photo.trouble}>
        {(trouble) => (
          <Note tone="bad" title={trouble().title}>
            <p>{trouble().todo}</p>
            <Show when={trouble().detail}>
              <p>{trouble().detail}</p>
            </Show>
          </Note>
        )}
      </Show>
      <div class={styles.picture}>
        <Thumb photoId={props.photo.photoId} alt={props.photo.name} format={props.photo.format} />
      </div>
      <p>
        <strong>{words.photo.states[shownState(props.photo)]}.</strong>{" "}
        {props.photo.state === "confirmed" ? words.photo.safe : props.photo.tries === 0 ? words.photo.here : ""}
      </p>
      <dl class={styles.facts}>
        <dt>{words.photo.pixels}</dt>
        <dd>
          {props.photo.widthPx} × {props.photo.heightPx}
        </dd>
        <dt>{words.photo.size}</dt>
        <dd>{formatBytes(props.photo.bytes)}</dd>
        <Show when={props.photo.receivedAtMs}>
          {(ms) => (
            <>
              <dt>{words.photo.confirmedAt}</dt>
              <dd>{formatDate(ms())}</dd>
            </>
          )}
        </Show>
        <Show when={props.verdict}>
          {(still) => (
            <>
              <dt>{words.verdict.here}</dt>
              <dd>{words.verdict.still(still().grade, still().reasons)}</dd>
            </>
          )}
        </Show>
        <Show when={props.outcome}>
          {(outcome) => (
            <>
              <dt>{words.outcome.inRun}</dt>
              <dd>{outcome().used ? words.outcome.used : words.outcome.leftOutWhy(outcome().why)}</dd>
            </>
          )}
        </Show>
        <dt>{words.photo.hash}</dt>
        <dd class={styles.hash}>{props.photo.sha256}</dd>
      </dl>
    </>
  );
}
