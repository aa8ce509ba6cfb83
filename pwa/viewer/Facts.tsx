import { Show } from "solid-js";
import type { Report } from "#contract/report";
import { words } from "../i18n/words.ts";
import { Chip } from "../ui/Chip.tsx";
import styles from "./Viewer.module.css";

/** What the picture is worth, always in view: the label, the source of the scale, the size. */
export function Facts(props: { report: Report | null; size: string }) {
  return (
    <div class={styles.facts}>
      <Show when={props.report}>
        {(report) => (
          <>
            <Chip tone={report().label === "analytic" ? "good" : report().label === "failed" ? "bad" : "warn"}>
              {words.scans.labels[report().label]}
            </Chip>
            <Chip tone={report().scale.known ? "plain" : "warn"}>{scaleWords(report())}</Chip>
          </>
        )}
      </Show>
      <Chip>{props.size}</Chip>
    </div>
  );
}

function scaleWords({ scale }: Report): string {
  if (!scale.known) return words.viewer.scaleUnknown;
  return scale.source === "mat" ? words.viewer.scaleMat : words.viewer.scaleKnown;
}
