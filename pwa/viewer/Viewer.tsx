import { createEffect, createSignal, For, on, onCleanup, onMount, Show } from "solid-js";
import type { Report } from "#contract/report";
import { words } from "../i18n/words.ts";
import type { ResultLink } from "../scans/results.ts";
import { announce } from "../ui/announce.ts";
import { formatLength } from "../ui/format.ts";
import { createAim } from "./aim-state.ts";
import { ColourPanel } from "./ColourPanel.tsx";
import { canvasKeys } from "./canvas-keys.ts";
import { DimensionList } from "./DimensionList.tsx";
import { FacePanel } from "./FacePanel.tsx";
import { Facts } from "./Facts.tsx";
import { MeasurePanel } from "./MeasurePanel.tsx";
import { createMeasure } from "./measure-state.ts";
import type { Part } from "./part.ts";
import { SectionPanel } from "./SectionPanel.tsx";
import { createSelection } from "./selection-state.ts";
import type { Distance } from "./sketch.ts";
import { Tools } from "./Tools.tsx";
import styles from "./Viewer.module.css";
import { type Label, makeView, type Section, type View } from "./view.ts";

export type Tool = "measure" | "section" | null;

export function Viewer(props: {
  part: Part;
  report: Report | null;
  table: ResultLink | null;
  rebuildHref: string | null;
}) {
  let canvas!: HTMLCanvasElement;
  const [view, setView] = createSignal<View | null>(null);
  const [labels, setLabels] = createSignal<Label[]>([]);
  const [tool, setTool] = createSignal<Tool>(null);
  const [section, setSection] = createSignal<Section | null>(null);
  const unit = () => words.viewer.units[props.part.unit];
  const length = (value: number) => formatLength(value, unit());
  const measure = createMeasure(view, length);
  const selection = createSelection(view, () => props.report);
  const [colouring, setColouring] = createSignal(false);

  onMount(() => {
    const made = makeView(canvas, props.part, props.report, length, setLabels);
    setView(made);
    onCleanup(made.dispose);
  });

  createEffect(on(section, (cut) => view()?.cut(cut), { defer: true }));
  const choose = (next: Tool) => {
    const chosen = tool() === next ? null : next;
    setTool(chosen);
    if (chosen === "measure") selection.clear();
    else measure.clear();
    setSection(chosen === "section" && view() ? middleSection(view() as View) : null);
    if (chosen === "measure") announce(words.viewer.measureHint);
  };
  const aim = createAim(view, tool, measure, selection);
  const onKey = canvasKeys({
    view,
    onMeasure: () => choose("measure"),
    onSection: () => choose("section"),
    onAim: () => measure.setAiming(tool() === "measure"),
    onPick: () => tool() === "measure" && measure.pickAt(canvas.clientWidth / 2, canvas.clientHeight / 2),
    onClear: () => {
      measure.clear();
      selection.clear();
    },
    onFace: (step) => tool() !== "measure" && selection.stepFace(step),
  });
  const sizeText = () => sizeOf(view(), unit());

  return (
    <div class={`${styles.viewer} ${props.report?.solid ? styles.withList : ""}`}>
      <div class={styles.main}>
        <div class={styles.picture}>
          <canvas
            ref={canvas}
            class={styles.canvas}
            role="img"
            tabIndex={0}
            aria-label={words.viewer.canvas(sizeText())}
            onKeyDown={onKey}
            onPointerDown={aim.down}
            onPointerUp={aim.up}
            onPointerMove={aim.move}
            onPointerLeave={aim.leave}
          />
          <Labels labels={labels()} />
          <Show when={measure.aiming()}>
            <span class={styles.aim} aria-hidden="true" />
          </Show>
          <Tip over={aim.tip()} />
          <Facts report={props.report} size={sizeText()} />
        </div>
        <Show when={tool() === "measure"}>
          <MeasurePanel
            count={measure.picked().count}
            distance={measure.picked().distance}
            length={length}
            scaleHref={props.rebuildHref === null ? null : scaleHref(props.rebuildHref)}
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
        <Show when={colouring()}>
          <ColourPanel part={props.part} view={view()} length={length} />
        </Show>
        <Tools
          part={props.part}
          view={view()}
          tool={tool()}
          onTool={choose}
          colouring={colouring()}
          onColouring={setColouring}
        />
        <Show when={selection.faces().length > 0 && tool() !== "measure"}>
          <FacePanel selection={selection} />
        </Show>
      </div>
      <Show when={props.report?.solid && props.report}>
        {(report) => <DimensionList report={report()} selection={selection} table={props.table} />}
      </Show>
    </div>
  );
}

function Labels(props: { labels: Label[] }) {
  return (
    <For each={props.labels}>
      {(label) => (
        <span
          class={`${styles.label} ${label.strong ? styles.strong : ""}`}
          style={{ "--x": `${label.xPx}px`, "--y": `${label.yPx}px` }}
        >
          {label.text}
        </span>
      )}
    </For>
  );
}

function Tip(props: { over: { xPx: number; yPx: number; text: string } | null }) {
  return (
    <Show when={props.over}>
      {(over) => (
        <span class={styles.tip} style={{ "--x": `${over().xPx}px`, "--y": `${over().yPx}px` }}>
          {over().text}
        </span>
      )}
    </Show>
  );
}

function sizeOf(view: View | null, unit: string): string {
  const sides = view ? [view.size.x, view.size.y, view.size.z] : [];
  return view ? `${sides.map((side) => formatLength(side, "").trim()).join(" × ")} ${unit}` : "";
}

/** The two points go along in the address. */
const scaleHref =
  (href: string) =>
  ({ ends: [from, to] }: Distance) =>
    `${href}${href.includes("?") ? "&" : "?"}from=${from.join()}&to=${to.join()}`;

function middleSection(view: View): Section {
  const [low, high] = view.range("x");
  return { axis: "x", at: (low + high) / 2, flipped: false };
}
