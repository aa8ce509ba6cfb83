import { useNavigate } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import { database, outbox, sending } from "../app/services.ts";
import { words } from "../i18n/words.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { formatBytes } from "../ui/format.ts";
import { Icon } from "../ui/Icon.tsx";
import { RenameDialog } from "./RenameDialog.tsx";
import { forgetResults } from "./results.ts";
import styles from "./ScanMenu.module.css";
import type { Scan } from "./ScanScreen.tsx";

/** What can be done with a scan besides sending it: rename, free its space here, delete it everywhere. */
export function ScanMenu(props: { scanId: string; scan: Scan }) {
  const navigate = useNavigate();
  const [open, setOpen] = createSignal<"rename" | "free" | "delete" | null>(null);
  const close = () => setOpen(null);
  const box = () => props.scan.box() ?? null;
  const name = () => box()?.scan.name ?? props.scan.view()?.name ?? "";
  const photoCount = () => box()?.photos.length ?? props.scan.view()?.photoCount ?? 0;
  const freeable = () => {
    const here = box()?.photos.filter((photo) => photo.bytesHere) ?? [];
    const allConfirmed = here.length > 0 && here.every((photo) => photo.state === "confirmed");
    return allConfirmed ? here.reduce((sum, photo) => sum + photo.bytes, 0) : 0;
  };

  const remove = async () => {
    close();
    await forgetResults(props.scan.view());
    // A scan known only from the server is taken into the outbox first: its deletion too must survive a lost network.
    if (!box()) await outbox.act(props.scanId, { type: "scan-adopted", scanId: props.scanId, name: name() });
    await outbox.act(props.scanId, { type: "delete-asked" });
    await database.run((db) => db.delete("views", props.scanId));
    sending.kick();
    navigate("/");
  };
  const free = async () => {
    close();
    await outbox.act(props.scanId, { type: "space-freed" });
  };

  return (
    <div class={styles.menu}>
      <Show when={box()}>
        <Button kind="quiet" square aria-label={words.scan.rename} onClick={() => setOpen("rename")}>
          <Icon name="pencil" />
        </Button>
      </Show>
      <Show when={freeable() > 0}>
        <Button
          kind="quiet"
          square
          aria-label={words.scan.freeSpace(formatBytes(freeable()))}
          onClick={() => setOpen("free")}
        >
          <Icon name="phone" />
        </Button>
      </Show>
      <Button kind="quiet" square aria-label={words.scan.remove} onClick={() => setOpen("delete")}>
        <Icon name="trash" />
      </Button>
      <RenameDialog open={open() === "rename"} scanId={props.scanId} name={name()} onClose={close} />
      <Confirm
        open={open() === "free"}
        title={words.scan.freeTitle}
        text={words.scan.freeText}
        action={words.scan.free}
        onClose={close}
        onYes={() => void free()}
      />
      <Confirm
        open={open() === "delete"}
        title={words.scan.removeTitle}
        text={words.scan.removeText(photoCount())}
        action={words.scan.remove}
        onClose={close}
        onYes={() => void remove()}
      />
    </div>
  );
}

function Confirm(props: {
  open: boolean;
  title: string;
  text: string;
  action: string;
  onClose: () => void;
  onYes: () => void;
}) {
  return (
    <Dialog
      open={props.open}
      title={props.title}
      onClose={props.onClose}
      actions={
        <>
          <Button size="large" onClick={props.onClose}>
            {words.app.cancel}
          </Button>
          <Button kind="danger" size="large" onClick={props.onYes}>
            {props.action}
          </Button>
        </>
      }
    >
      <p>{props.text}</p>
    </Dialog>
  );
}
