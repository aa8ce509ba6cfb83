import { A } from "@solidjs/router";
import { Show } from "solid-js";
import type { Report } from "#contract/report";
import type { ScanView } from "#contract/scan";
import { words } from "../../i18n/words.ts";
import { buttonClass } from "../../ui/Button.tsx";
import { formatLength } from "../../ui/format.ts";
import styles from "./RebuildScreen.module.css";
import { roomOf } from "./versions.ts";

const t = words.rebuild;

type Props = {
  view: ScanView;
  report: Report;
  /** Distance of the two points picked in 3D, in the report's unit. */
  apart: number | null;
  typed: string;
  onType: (text: string) => void;
};

/** One known distance sets the scale of everything. */
export function ScaleField(props: Props) {
  return (
    <section class={styles.section} aria-label={t.scale}>
      <h2>{t.scale}</h2>
      <Show
        when={props.apart}
        fallback={
          <>
            <p>{t.pickFirst}</p>
            <A href={roomOf(props.view, "view", props.view.job?.jobId)} class={buttonClass()}>
              {t.toViewer}
            </A>
          </>
        }
      >
        {(apart) => (
          <div class={styles.row}>
            <label for="true-distance">
              <span class={styles.name}>{t.trueDistance}</span>
              <span class={styles.now}>{t.between(formatLength(apart(), words.viewer.units[props.report.unit]))}</span>
            </label>
            <span class={styles.entry}>
              <input
                id="true-distance"
                inputMode="decimal"
                autocomplete="off"
                value={props.typed}
                onInput={(event) => props.onType(event.currentTarget.value)}
              />
              <span class={styles.unit}>mm</span>
            </span>
          </div>
        )}
      </Show>
    </section>
  );
}
