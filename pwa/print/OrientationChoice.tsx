import { createMemo, For, Show } from "solid-js";
import type { Orientation, OrientationProposal } from "#contract/print-settings";
import { serviceWords } from "../i18n/service-words.ts";
import { Choice } from "../ui/Field.tsx";
import { softClass } from "../ui/Sheet.tsx";
import styles from "./Print.module.css";
import type { SettingsProps } from "./SettingsSheet.tsx";
import { mmText } from "./size-text.ts";

const t = serviceWords.print.settings;
/** Shown at once; the rest unfolds. */
const shownAtOnce = 3;

const same = (a: Orientation, b: Orientation): boolean => JSON.stringify(a) === JSON.stringify(b);

/** How the part lies: the proposal with its reason first, then the other ways with what they cost. */
export function OrientationChoice(props: SettingsProps) {
  const ways = createMemo(() => props.part.ways[props.choice.settings.process]);
  const first = () => ways()[0];
  const chosenAt = () => ways().findIndex(({ orientation }) => same(orientation, props.choice.settings.orientation));
  const Way = (own: { way: OrientationProposal; at: number }) => (
    <Choice
      type="radio"
      name="orientation"
      label={nameOf(ways(), own.at)}
      hint={hintOf(own.way)}
      disabled={!own.way.fits && own.at > 0}
      checked={chosenAt() === own.at}
      onChange={() => {
        const { orientation } = own.way;
        props.onChange((choice) => ({ ...choice, settings: { ...choice.settings, orientation } }));
      }}
    />
  );
  return (
    <fieldset class={styles.group}>
      <legend>{t.orientation}</legend>
      <Show when={first()}>{(way) => <p class={softClass}>{t.reasons[way().reason]}</p>}</Show>
      <For each={ways().slice(0, shownAtOnce)}>{(way, at) => <Way way={way} at={at()} />}</For>
      <Show when={ways().length > shownAtOnce}>
        <details class={styles.more} open={chosenAt() >= shownAtOnce}>
          <summary>{t.allWays}</summary>
          <For each={ways().slice(shownAtOnce)}>{(way, at) => <Way way={way} at={at() + shownAtOnce} />}</For>
        </details>
      </Show>
    </fieldset>
  );
}

function nameOf(ways: readonly OrientationProposal[], at: number): string {
  const way = ways[at];
  if (!way) return "";
  const faces = ways.slice(0, at + 1).filter(({ orientation }) => orientation.kind === "quaternion").length;
  const name = way.orientation.kind === "face-down" ? t.side[way.orientation.side] : t.face(faces);
  return at === 0 ? `${name} (${t.proposed})` : name;
}

function hintOf({ heightUm, supportMm3, fits }: OrientationProposal): string {
  if (!fits) return t.doesNotFit;
  const cm3 = (supportMm3 / 1_000).toLocaleString(undefined, { maximumFractionDigits: 1 });
  return t.way(`${mmText(heightUm)} mm`, supportMm3 < 50 ? t.noSupport : t.supportVolume(cm3));
}
