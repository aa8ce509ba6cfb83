import { createSignal, For, Show } from "solid-js";
import type { BatchView } from "#contract/batch";
import { problems } from "#contract/problem";
import { pathsOfDrop, pathsOfFolder } from "../capture/dropped-files.ts";
import { FilePick } from "../capture/FilePick.tsx";
import { NotAddedList } from "../capture/NotAddedList.tsx";
import { teamWords } from "../i18n/team-words.ts";
import { words } from "../i18n/words.ts";
import { Button } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Note } from "../ui/Note.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Actions, Sheet, softClass } from "../ui/Sheet.tsx";
import styles from "./BatchScreen.module.css";
import type { Fill } from "./create-fill.ts";
import type { Zip } from "./create-zip.ts";
import type { LeftOutWhy } from "./sets-of-files.ts";

const t = teamWords.batch;

type Props = { view: BatchView; fill: Fill; zip: Zip };

/** The ways sets come into a batch: a folder of folders, folders dropped, a zip. */
export function FillSheet(props: Props) {
  const [over, setOver] = createSignal(false);
  const drop = async (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (event.dataTransfer) props.fill.add(await pathsOfDrop(event.dataTransfer));
  };
  return (
    <Sheet title={t.fill}>
      <p>{t.fillText}</p>
      <fieldset
        aria-label={t.fill}
        class={`${styles.zone} ${over() ? styles.over : ""}`}
        disabled={props.fill.busy() || props.zip.share() !== null}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => void drop(event)}
      >
        <Actions>
          <FilePick
            label={t.folder}
            icon={<Icon name="folder" />}
            folder
            multiple
            onFiles={(files) => props.fill.add(pathsOfFolder(files))}
          />
          <FilePick
            label={t.zip}
            icon={<Icon name="layers" />}
            accept=".zip,application/zip"
            onFiles={(files) => props.zip.send(files[0])}
          />
        </Actions>
        <p class={softClass}>{t.drop}</p>
      </fieldset>
      <p class={softClass}>{t.zipText}</p>
      <Saving fill={props.fill} />
      <Uploading zip={props.zip} />
      <Refused why={props.fill.refusal() ?? props.zip.refusal()} />
      <LeftOutNote fill={props.fill} />
      <NotAddedList items={props.fill.notAdded()} onDismiss={props.fill.dismiss} />
      <Imports view={props.view} />
    </Sheet>
  );
}

function Saving(props: { fill: Fill }) {
  return (
    <Show when={props.fill.saving()}>
      {(saving) => (
        <div class={styles.going}>
          <p role="status">{t.saving(saving().done, saving().all)}</p>
          <progress max={saving().all} value={saving().done} aria-label={t.fill} />
          <p class={softClass}>{t.keepOpen}</p>
        </div>
      )}
    </Show>
  );
}

function Uploading(props: { zip: Zip }) {
  const share = () => props.zip.share() ?? 0;
  return (
    <Show when={props.zip.share() !== null}>
      <div class={styles.going}>
        <p role="status">{t.uploading(Math.round(share() * 100))}</p>
        <progress max={1} value={share()} aria-label={t.zip} />
        <Button onClick={props.zip.stop}>{t.uploadStop}</Button>
      </div>
    </Show>
  );
}

function LeftOutNote(props: { fill: Fill }) {
  const reasons = () => [...new Set(props.fill.leftOut().map(({ why }) => why))];
  const pathsOf = (why: LeftOutWhy) =>
    props.fill
      .leftOut()
      .filter((one) => one.why === why)
      .map(({ path }) => path);
  return (
    <Show when={props.fill.leftOut().length > 0}>
      <Note tone="warn" title={t.leftOut(props.fill.leftOut().length)} role="status">
        <ul class={styles.reasons}>
          <For each={reasons()}>
            {(why) => (
              <li>
                <strong>{t.leftOutWhy[why]}</strong>: {pathsOf(why).slice(0, 10).join(", ")}
                {pathsOf(why).length > 10 ? " …" : ""}
              </li>
            )}
          </For>
        </ul>
        <Button onClick={props.fill.dismiss}>{words.capture.dismiss}</Button>
      </Note>
    </Show>
  );
}

/** What the server makes of zips that were sent. */
function Imports(props: { view: BatchView }) {
  return (
    <For each={props.view.imports}>
      {(one) => (
        <>
          <Show when={one.state === "running"}>
            <div class={styles.going}>
              <p role="status">{t.unpacking(one.photosSeen, one.photosTotal)}</p>
              <progress max={one.photosTotal} value={one.photosSeen} aria-label={t.zip} />
            </div>
          </Show>
          <Show when={one.failure}>
            {(code) => (
              <Note tone="bad" title={t.zipFailed} role="alert">
                <p>
                  {problems[code()].title}. {problems[code()].todo}
                </p>
              </Note>
            )}
          </Show>
          <Show when={one.refused.length > 0}>
            <Note tone="warn" title={t.zipRefused(one.refused.length)}>
              <ul class={styles.reasons}>
                <For each={one.refused}>
                  {(file) => (
                    <li>
                      <strong>{file.path}</strong>: {problems[file.code].title}
                    </li>
                  )}
                </For>
              </ul>
            </Note>
          </Show>
        </>
      )}
    </For>
  );
}
