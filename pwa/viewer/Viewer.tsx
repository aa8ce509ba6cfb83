import { createEffect, createSignal, For, on, onCleanup, onMount, Show } from "solid-js";
import type { Report } from "#contract/report";
import { words } from "../i18n/words.ts";
import { announce } from "../ui/announce.ts";
import { formatLength } from "../ui/format.ts";
import { canvasKeys } from "./canvas-keys.ts";
import { Facts } from "./Facts.tsx";
import { MeasurePanel } from "./MeasurePanel.tsx";
import { createMeasure } from "./measure-state.ts";
import type { Part } from "./part.ts";
import { SectionPanel } from "./SectionPanel.tsx";
import { Tools } from "./Tools.tsx";
import styles from "./Viewer.module.css";
import { type Label, makeView, type Section, type View } from "./view.ts";

export type Tool = "measure" | "section" | null;

/** A press that moved farther than this was a turn of the part, not a pick. */
const tapPx = 6;

export function Viewer(props: { part: Part; report: Report | null }) {
  let canvas!: HTMLCanvasElement;
  const [view, setView] = createSignal<View | null>(null);
  const [labels, setLabels] = createSignal<Label[]>([]);
  const [tool, setTool] = createSignal<Tool>(null);
  const [section, setSection] = createSignal<Section | null>(null);
  const unit = () => words.viewer.units[props.part.unit];
  const length = (value: number) => formatLength(value, unit());
  const measure = createMeasure(view, length);

  onMount(() => {
    const made = makeView(canvas, props.part, props.report, setLabels);
    made.colourByEvidence(false);
    setView(made);
    onCleanup(made.dispose);
  });

  createEffect(on(section, (cut) => view()?.cut(cut), { defer: true }));
  const choose = (next: Tool) => {
    const chosen = tool() === next ? null : next;
    setTool(chosen);
    if (chosen !== "measure") measure.clear();
    setSection(chosen === "section" && view() ? middleSection(view() as View) : null);
    if (chosen === "measure") announce(words.viewer.measureHint);
  };
  const tap = makeTap((xPx, yPx) => {
    measure.setAiming(false);
    if (tool() === "measure") measure.pickAt(xPx, yPx);
  });
  const onKey = canvasKeys({
    view,
    onMeasure: () => choose("measure"),
    onSection: () => choose("section"),
    onAim: () => measure.setAiming(tool() === "measure"),
    onPick: () => tool() === "measure" && measure.pickAt(canvas.clientWidth / 2, canvas.clientHeight / 2),
    onClear: measure.clear,
  });
  const sizeText = () => {
    const size = view()?.size;
    return size ? `${[size.x, size.y, size.z].map((side) => formatLength(side, "").trim()).join(" × ")} ${unit()}` : "";
  };

  return (
    <div class={styles.viewer}>
      <div class={styles.picture}>
        <canvas
          ref={canvas}
          class={styles.canvas}
          role="img"
          tabIndex={0}
          aria-label={words.viewer.canvas(sizeText())}
          onKeyDown={onKey}
          onPointerDown={tap.down}
          onPointerUp={tap.up}
        />
        <For each={labels()}>
          {(label) => (
            <span
              class={`${styles.label} ${label.strong ? styles.strong : ""}`}
              style={{ "--x": `${label.xPx}px`, "--y": `${label.yPx}px` }}
            >
              {length(label.length)}
            </span>
          )}
        </For>
        <Show when={measure.aiming()}>
          <span class={styles.aim} aria-hidden="true" />
        </Show>
        <Facts report={props.report} size={sizeText()} />
      </div>
      <Show when={tool() === "measure"}>
        <MeasurePanel
          count={measure.picked().count}
          dimension={measure.picked().dimension}
          length={length}
          onClear={measure.clear}
        />
      </Show>
      <Show when={section()}>
        {(cut) => (
          <SectionPanel
            section={cut()}
            range={view()?.range(cut().axis) ?? [0, 1]}
            onChange={setSection}
            length={length}
            view={view()}
          />
        )}
      </Show>
      <Tools part={props.part} view={view()} tool={tool()} onTool={choose} />
    </div>
  );
}

function middleSection(view: View): Section {
  const [low, high] = view.range("x");
  return { axis: "x", at: (low + high) / 2, flipped: false };
}

/** Tells a tap from the start of a turn. */
function makeTap(onTap: (xPx: number, yPx: number) => void) {
  let start: { id: number; x: number; y: number } | null = null;
  return {
    down: (event: PointerEvent) => {
      start = event.isPrimary ? { id: event.pointerId, x: event.clientX, y: event.clientY } : null;
    },
    up: (event: PointerEvent & { currentTarget: HTMLElement }) => {
      if (start?.id !== event.pointerId || Math.hypot(event.clientX - start.x, event.clientY - start.y) > tapPx) return;
      const frame = event.currentTarget.getBoundingClientRect();
      onTap(event.clientX - frame.left, event.clientY - frame.top);
    },
  };
}
