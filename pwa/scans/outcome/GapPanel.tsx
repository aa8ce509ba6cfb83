import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import { photoLimits } from "#contract/photo";
import { words } from "../../i18n/words.ts";
import type { ScanBox } from "../../outbox/model.ts";
import { Button, buttonClass } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { TonePanel } from "../../ui/TonePanel.tsx";
import { passesOf } from "../counts.ts";
import { Thumbs } from "../Thumbs.tsx";
import styles from "./GapPanel.module.css";
import type { NamedView, ViewsAsked } from "./named-views.ts";

const t = words.gap;

/** The views the server's report asks for, each by name, and the ways to bring them: the scan goes on with them. */
export function GapPanel(props: { box: ScanBox; asked: ViewsAsked; onAdd: () => void }) {
  const views = () => (props.asked.ask === "views" ? props.asked.views : []);
  const count = () => views().reduce((sum, view) => sum + view.photos, 0);
  const front = () => views().find((view) => view.height !== "top" && view.height !== "under")?.front ?? null;
  const camera = () => `/scans/${props.box.scan.scanId}/camera/${passFor(props.box, views()[0] ?? null)}`;
  return (
    <Show when={props.asked.ask !== "nothing"}>
      <TonePanel id="views-asked" title={props.asked.ask === "ring" ? t.ringTitle : t.title(count())} tone="warn">
        <p>{props.asked.ask === "ring" ? t.ring : t.text}</p>
        <Show when={views().length > 0}>
          <ol class={styles.views}>
            <For each={views()}>{(view) => <View view={view} />}</For>
          </ol>
        </Show>
        <Show when={front()}>
          {(photo) => (
            <p class={styles.front}>
              <Thumbs of={[{ photoId: photo().photoId, alt: "" }]} />
              {t.front(photo().name)}
            </p>
          )}
        </Show>
        <div class={styles.ways}>
          <A href={camera()} class={buttonClass({ kind: "primary", size: "large" })}>
            <Icon name="camera" />
            {t.take}
          </A>
          <Button size="large" onClick={() => props.onAdd()}>
            <Icon name="photos" />
            {t.add}
          </Button>
        </div>
      </TonePanel>
    </Show>
  );
}

function View(props: { view: NamedView }) {
  return (
    <li class={styles.view}>
      <Thumbs of={props.view.near.map(({ photoId }) => ({ photoId, alt: "" }))} />
      <span>
        <strong>{t.view(props.view)}</strong>
        <span class={styles.why}>{t.why(props.view)}</span>
      </span>
    </li>
  );
}

/** What lies under the part is seen in a pass of its own. */
function passFor(box: ScanBox, view: NamedView | null): number {
  if (view?.height !== "under") return view?.pass ?? 0;
  return Math.min(Math.max(...passesOf(box)) + 1, photoLimits.passesMax - 1);
}
