import { createSignal, Show } from "solid-js";
import { outbox } from "../app/services.ts";
import { words } from "../i18n/words.ts";
import type { ScanBox } from "../outbox/model.ts";
import { Button } from "../ui/Button.tsx";
import { Confirm } from "../ui/Confirm.tsx";
import { formatBytes } from "../ui/format.ts";
import { Icon } from "../ui/Icon.tsx";

/** Offered only when the server confirmed every photo that is still on this device. */
export function FreeSpace(props: { box: ScanBox }) {
  const [asking, setAsking] = createSignal(false);
  const bytes = () => {
    const here = props.box.photos.filter((photo) => photo.bytesHere);
    return here.every((photo) => photo.state === "confirmed") ? here.reduce((sum, photo) => sum + photo.bytes, 0) : 0;
  };
  const free = async () => {
    setAsking(false);
    await outbox.act(props.box.scan.scanId, { type: "space-freed" });
  };
  return (
    <Show when={bytes() > 0}>
      <div>
        <Button kind="quiet" onClick={() => setAsking(true)}>
          <Icon name="phone" />
          {words.scan.freeSpace(formatBytes(bytes()))}
        </Button>
      </div>
      <Confirm
        open={asking()}
        title={words.scan.freeTitle}
        text={words.scan.freeText}
        action={words.scan.free}
        onClose={() => setAsking(false)}
        onYes={() => void free()}
      />
    </Show>
  );
}
