import { createEffect, createSignal, For, on, Show } from "solid-js";
import { words } from "../i18n/words.ts";
import { Icon, type IconName } from "../ui/Icon.tsx";
import type { Part } from "./part.ts";
import styles from "./Viewer.module.css";
import type { Tool } from "./Viewer.tsx";
import type { View } from "./view.ts";

type Props = { part: Part; view: View | null; tool: Tool; onTool: (tool: Tool) => void };

/** The row of tools below the picture. */
export function Tools(props: Props) {
  const [box, setBox] = createSignal(true);
  const [cameras, setCameras] = createSignal(false);
  const [evidence, setEvidence] = createSignal(false);
  createEffect(on(box, (on) => props.view?.showBox(on), { defer: true }));
  createEffect(on(cameras, (on) => props.view?.showCameras(on), { defer: true }));
  createEffect(on(evidence, (on) => props.view?.colourByEvidence(on), { defer: true }));
  return (
    <>
      <Show when={evidence()}>
        <ul class={styles.legend}>
          <For each={props.part.legend}>
            {(entry) => (
              <li>
                <span class={styles.swatch} style={{ "--swatch": entry.colour }} />{" "}
                {words.viewer.evidence[entry.evidence]}
              </li>
            )}
          </For>
        </ul>
      </Show>
      <div class={styles.tools} role="toolbar" aria-label={words.viewer.title}>
        <ToolButton icon="fit" label={words.viewer.fit} onClick={() => props.view?.fit()} />
        <ToolButton
          icon="ruler"
          label={words.viewer.measure}
          pressed={props.tool === "measure"}
          onClick={() => props.onTool("measure")}
        />
        <ToolButton
          icon="section"
          label={words.viewer.section}
          pressed={props.tool === "section"}
          onClick={() => props.onTool("section")}
        />
        <ToolButton icon="box" label={words.viewer.box} pressed={box()} onClick={() => setBox(!box())} />
        <Show when={(props.view?.placedCount ?? 0) > 0}>
          <ToolButton
            icon="camera"
            label={words.viewer.cameras}
            pressed={cameras()}
            onClick={() => setCameras(!cameras())}
          />
        </Show>
        <Show when={props.part.legend.length > 0}>
          <ToolButton
            icon="layers"
            label={words.viewer.colours}
            pressed={evidence()}
            onClick={() => setEvidence(!evidence())}
          />
        </Show>
      </div>
    </>
  );
}

function ToolButton(props: { icon: IconName; label: string; pressed?: boolean; onClick: () => void }) {
  return (
    <button type="button" class={styles.tool} aria-pressed={props.pressed} onClick={() => props.onClick()}>
      <Icon name={props.icon} />
      {props.label}
    </button>
  );
}
