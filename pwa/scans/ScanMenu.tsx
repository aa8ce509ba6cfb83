import { useNavigate } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import { whose } from "../account/whose.ts";
import { database, outbox, sending } from "../app/services.ts";
import { words } from "../i18n/words.ts";
import { Button } from "../ui/Button.tsx";
import { Confirm } from "../ui/Confirm.tsx";
import { Icon } from "../ui/Icon.tsx";
import { RenameDialog } from "./RenameDialog.tsx";
import { forgetResults } from "./results.ts";
import styles from "./ScanMenu.module.css";
import type { Scan } from "./ScanScreen.tsx";

/** What can be done with a scan besides sending it: rename it, delete it everywhere. */
export function ScanMenu(props: { scanId: string; scan: Scan }) {
  const navigate = useNavigate();
  const [open, setOpen] = createSignal<"rename" | "delete" | null>(null);
  const close = () => setOpen(null);
  const box = () => props.scan.box() ?? null;
  const name = () => box()?.scan.name ?? props.scan.view()?.name ?? "";
  const photoCount = () => box()?.photos.length ?? props.scan.view()?.photoCount ?? 0;
  const remove = async () => {
    close();
    await forgetResults(props.scan.view());
    // A scan known only from the server is taken into the outbox first: its deletion too must survive a lost network.
    const { scanId } = props;
    const workspaceId = whose()?.workspaceId ?? null;
    if (!box()) await outbox.act(scanId, { type: "scan-adopted", scanId, name: name(), workspaceId });
    await outbox.act(props.scanId, { type: "delete-asked" });
    await database.run((db) => db.delete("views", props.scanId));
    sending.kick();
    navigate("/");
  };
  return (
    <div class={styles.menu}>
      <Show when={box()}>
        <Button kind="quiet" square aria-label={words.scan.rename} onClick={() => setOpen("rename")}>
          <Icon name="pencil" />
        </Button>
      </Show>
      <Button kind="quiet" square aria-label={words.scan.remove} onClick={() => setOpen("delete")}>
        <Icon name="trash" />
      </Button>
      <RenameDialog open={open() === "rename"} scanId={props.scanId} name={name()} onClose={close} />
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
