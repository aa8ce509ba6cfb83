import { For, Show } from "solid-js";
import type { ScanView } from "#contract/scan";
import { words } from "../i18n/words.ts";
import { formatBytes } from "../ui/format.ts";
import styles from "./RemotePhotos.module.css";
import { ReceiptLink } from "./receipt/ReceiptLink.tsx";
import { receiptOfView } from "./receipt/receipt.ts";

/** The photos of a scan whose records this device does not hold: what the server says of them. */
export function RemotePhotos(props: { view: ScanView | null }) {
  return (
    <Show when={props.view?.photos.length ? props.view : null}>
      {(view) => (
        <>
          <section class={styles.panel} aria-label={words.report.photos}>
            <h2>{words.scans.photos(view().photos.length)}</h2>
            <ul>
              <For each={view().photos}>
                {(photo) => (
                  <li>
                    {photo.name} · {photo.widthPx} × {photo.heightPx} · {formatBytes(photo.bytes)}
                  </li>
                )}
              </For>
            </ul>
          </section>
          <ReceiptLink scanId={view().scanId} receipt={receiptOfView(view())} />
        </>
      )}
    </Show>
  );
}
