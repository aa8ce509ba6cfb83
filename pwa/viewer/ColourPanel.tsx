import { createEffect, createMemo, createSignal, For, onCleanup, Show } from "solid-js";
import { words } from "../i18n/words.ts";
import { formatNumber } from "../ui/format.ts";
import styles from "./ColourPanel.module.css";
import {
  colourAt,
  css,
  type DeviationMode,
  type Histogram,
  histogramOf,
  unseenColour,
  vertexAreas,
} from "./deviation.ts";
import type { Part } from "./part.ts";
import type { View } from "./view.ts";

type Mode = "evidence" | DeviationMode;
const t = words.viewer;
const modes: Mode[] = ["evidence", "signed", "absolute"];

/** Colours the part while it is open, and says what the colours mean. */
export function ColourPanel(props: { part: Part; view: View | null; length: (value: number) => string }) {
  const possible = () =>
    modes.filter((mode) => (mode === "evidence" ? props.part.legend.length > 0 : props.part.deviation !== null));
  const [mode, setMode] = createSignal<Mode>(possible()[0] ?? "evidence");
  const areas = createMemo(() => {
    const { geometry } = props.part;
    return vertexAreas(geometry.getAttribute("position").array, geometry.getIndex()?.array ?? []);
  });
  const histogram = createMemo(() => {
    const { deviation } = props.part;
    const by = mode();
    return deviation && by !== "evidence" ? histogramOf(deviation, areas(), by) : null;
  });
  createEffect(() => {
    const by = mode();
    const found = histogram();
    if (by === "evidence") props.view?.paint({ by });
    else if (found) props.view?.paint({ by, range: found.range });
  });
  onCleanup(() => props.view?.paint({ by: "nothing" }));
  return (
    <fieldset class={styles.panel}>
      <legend>{t.colourBy}</legend>
      <div class={styles.modes}>
        <For each={possible()}>
          {(by) => (
            <label class={styles.mode}>
              <input type="radio" name="colour" checked={mode() === by} onChange={() => setMode(by)} />
              {t.colourModes[by]}
            </label>
          )}
        </For>
      </div>
      <Show when={histogram()} fallback={<EvidenceLegend part={props.part} />}>
        {(found) => <DeviationLegend histogram={found()} mode={mode() as DeviationMode} length={props.length} />}
      </Show>
    </fieldset>
  );
}

function EvidenceLegend(props: { part: Part }) {
  return (
    <ul class={styles.legend}>
      <For each={props.part.legend}>
        {(entry) => (
          <li>
            <span class={styles.swatch} style={{ "--swatch": entry.colour }} /> {t.evidence[entry.evidence]}
          </li>
        )}
      </For>
    </ul>
  );
}

function DeviationLegend(props: { histogram: Histogram; mode: DeviationMode; length: (value: number) => string }) {
  const told = () => t.histogram(props.length(props.histogram.median), props.length(props.histogram.p95));
  const highest = () => Math.max(...props.histogram.bins, 1e-9);
  const { bins } = props.histogram;
  const middle = (bin: number) => {
    const { range } = props.histogram;
    const share = (bin + 0.5) / bins.length;
    return props.mode === "signed" ? (2 * share - 1) * range : share * range;
  };
  const colour = (bin: number) => css(colourAt(middle(bin), props.histogram.range, props.mode));
  return (
    <div class={styles.scale}>
      <svg
        viewBox={`0 0 ${bins.length} 10`}
        preserveAspectRatio="none"
        class={styles.bars}
        role="img"
        aria-label={told()}
      >
        <For each={props.histogram.bins}>
          {(share, bin) => {
            const height = () => (share / highest()) * 10;
            return <rect x={bin()} width={1.02} y={10 - height()} height={height()} fill={colour(bin())} />;
          }}
        </For>
      </svg>
      <div class={styles.ramp} style={{ "--ramp": bins.map((_, bin) => colour(bin)).join(", ") }} />
      <div class={styles.ticks}>
        <span>{props.mode === "signed" ? `−${props.length(props.histogram.range)}` : props.length(0)}</span>
        <Show when={props.mode === "signed"}>
          <span>0</span>
        </Show>
        <span>
          {props.mode === "signed" ? "+" : ""}
          {props.length(props.histogram.range)}
        </span>
      </div>
      <Show when={props.mode === "signed"}>
        <div class={styles.sides}>
          <span>{t.inside}</span>
          <span>{t.outside}</span>
        </div>
      </Show>
      <p class={styles.told}>
        {told()}{" "}
        <span class={styles.unseen}>
          <span class={styles.swatch} style={{ "--swatch": css(unseenColour) }} />{" "}
          {t.unseen(`${formatNumber(Math.round(props.histogram.unseen * 100))} %`)}
        </span>
      </p>
    </div>
  );
}
