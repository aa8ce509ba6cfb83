import { createEffect, createSignal, on, Show } from "solid-js";
import { words } from "../i18n/words.ts";
import { Icon, type IconName } from "../ui/Icon.tsx";
import type { Part } from "./part.ts";
import styles from "./Viewer.module.css";
import type { Tool } from "./Viewer.tsx";
import type { View } from "./view.ts";

type Props = {
  part: Part;
  view: View | null;
  tool: Tool;
  onTool: (tool: Tool) => void;
  colouring: boolean;
  onColouring: (on: boolean) => void;
};

/** The row of tools below the picture. */
export function Tools(props: Props) {
  const [box, setBox] = createSignal(true);
  const [cameras, setCameras] = createSignal(false);
  createEffect(on(box, (on) => props.view?.showBox(on), { defer: true }));
  createEffect(on(cameras, (on) => props.view?.showCameras(on), { defer: true }));
  return (
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
      <Show when={props.part.legend.length > 0 || props.part.deviation}>
        <ToolButton
          icon="layers"
          label={words.viewer.colours}
          pressed={props.colouring}
          onClick={() => props.onColouring(!props.colouring)}
        />
      </Show>
    </div>
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
