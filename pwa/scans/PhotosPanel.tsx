import { createSignal, For, Show } from "solid-js";
import { photoLimits } from "#contract/photo";
import { AddPhotos } from "../capture/AddPhotos.tsx";
import { createImport } from "../capture/import-state.ts";
import { NotAddedList } from "../capture/NotAddedList.tsx";
import { SpaceLine } from "../device/SpaceLine.tsx";
import { words } from "../i18n/words.ts";
import type { ScanBox } from "../outbox/model.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Scale } from "../ui/Scale.tsx";
import type { Verdict } from "../verdict/verdict-state.ts";
import { countPhotos, passesOf, photosOfPass, photosToCome } from "./counts.ts";
import { FreeSpace } from "./FreeSpace.tsx";
import type { Outcome } from "./outcome/outcome-state.ts";
import { PhotoDialog } from "./PhotoDialog.tsx";
import styles from "./PhotosPanel.module.css";
import { PhotoTile } from "./PhotoTile.tsx";
import { RefusedList } from "./RefusedList.tsx";
import { ReceiptLink } from "./receipt/ReceiptLink.tsx";
import { receiptOf } from "./receipt/receipt.ts";

type Props = {
  box: ScanBox;
  outcome: Outcome;
  verdict: Verdict;
  editable: boolean;
  replaceable: boolean;
  onSaving: (count: number) => void;
};

/** The photos of a scan, pass by pass, and the ways to add more. */
export function PhotosPanel(props: Props) {
  const scanId = () => props.box.scan.scanId;
  const imports = createImport(scanId, props.onSaving);
  const [opened, setOpened] = createSignal<string | null>(null);
  const [extraPass, setExtraPass] = createSignal(0);
  const passes = () => [...new Set([...passesOf(props.box), ...(extraPass() > 0 ? [extraPass()] : [])])];
  const nextPass = () => Math.max(...passes()) + 1;
  const canAddPass = () =>
    props.editable && nextPass() < photoLimits.passesMax && photosOfPass(props.box, nextPass() - 1).length > 0;
  const sizes = () => props.box.photos.map((photo) => photo.bytes);
  const openedPhoto = () => props.box.photos.find((photo) => photo.photoId === opened());

  return (
    <>
      <NotAddedList items={imports.notAdded()} onDismiss={imports.dismiss} />
      <RefusedList photos={props.box.photos} onOpen={setOpened} />
      <For each={passes()}>
        {(pass) => (
          <section class={styles.pass} aria-label={words.scan.pass(pass)}>
            <header class={styles.head}>
              <h2>
                {words.scan.pass(pass)} <small>{words.scan.passHow(pass)}</small>
              </h2>
              <p>
                {words.scan.of(photosOfPass(props.box, pass).length, photoLimits.perPassMin, photoLimits.perPassMax)}
              </p>
            </header>
            <Scale counts={countPhotos(photosOfPass(props.box, pass))} min={photoLimits.perPassMin} />
            <Show when={props.editable}>
              <SpaceLine sizes={sizes()} missing={photosToCome(props.box, pass)}>
                <AddPhotos
                  scanId={scanId()}
                  pass={pass}
                  bare={photosOfPass(props.box, pass).length === 0}
                  onFiles={(files) => imports.add(pass, files)}
                />
              </SpaceLine>
            </Show>
            <Show when={imports.savingIn(pass) > 0}>
              <p class={styles.saving}>{words.capture.saving(imports.savingIn(pass))}…</p>
            </Show>
            <ul class={styles.grid}>
              <For each={photosOfPass(props.box, pass)}>
                {(photo) => (
                  <PhotoTile
                    photo={photo}
                    outcome={props.outcome.of(photo.photoId)}
                    verdict={props.verdict.of(photo.photoId)}
                    onOpen={() => setOpened(photo.photoId)}
                  />
                )}
              </For>
            </ul>
          </section>
        )}
      </For>
      <Show when={canAddPass()}>
        <div class={styles.next}>
          <Button onClick={() => setExtraPass(nextPass())}>
            <Icon name="redo" />
            {words.scan.addPass}
          </Button>
          <p>{words.scan.passHint}</p>
        </div>
      </Show>
      <ReceiptLink scanId={scanId()} receipt={receiptOf(props.box)} />
      <FreeSpace box={props.box} />
      <PhotoDialog
        photo={openedPhoto() ?? null}
        outcome={props.outcome.of(opened() ?? "")}
        verdict={props.verdict.of(opened() ?? "")}
        editable={props.editable}
        replaceable={props.replaceable}
        onClose={() => setOpened(null)}
        onReplace={(photo, files) => imports.replace(photo, files)}
      />
    </>
  );
}
