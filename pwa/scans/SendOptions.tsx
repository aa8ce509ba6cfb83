import { For } from "solid-js";
import type { JobOptions } from "#contract/job-words";
import { words } from "../i18n/words.ts";
import styles from "./SendOptions.module.css";

type Props = { options: JobOptions; onChange: (options: JobOptions) => void };

const qualities = [
  { value: "standard", label: words.send.standard, hint: words.send.standardHint },
  { value: "draft", label: words.send.draft, hint: words.send.draftHint },
] as const;
const mats = [
  { value: "auto", label: words.send.matAuto },
  { value: "none", label: words.send.matNone },
] as const;

export function SendOptions(props: Props) {
  return (
    <details class={styles.options}>
      <summary>{words.send.options}</summary>
      <fieldset>
        <legend>{words.send.quality}</legend>
        <For each={qualities}>
          {(quality) => (
            <label>
              <input
                type="radio"
                name="quality"
                checked={props.options.quality === quality.value}
                onChange={() => props.onChange({ ...props.options, quality: quality.value })}
              />
              <span>
                {quality.label} <small>{quality.hint}</small>
              </span>
            </label>
          )}
        </For>
      </fieldset>
      <fieldset>
        <legend>{words.send.scale}</legend>
        <For each={mats}>
          {(mat) => (
            <label>
              <input
                type="radio"
                name="mat"
                checked={props.options.scale.mat === mat.value}
                onChange={() => props.onChange({ ...props.options, scale: { mat: mat.value } })}
              />
              <span>{mat.label}</span>
            </label>
          )}
        </For>
      </fieldset>
    </details>
  );
}
