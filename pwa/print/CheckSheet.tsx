import { createMemo, For, Show } from "solid-js";
import type { MeshFinding } from "#contract/mesh-check";
import type { FileUnit } from "#contract/print-settings";
import { mmPer } from "#quote/mesh/guess-unit";
import { serviceWords } from "../i18n/service-words.ts";
import { Chip, type Tone } from "../ui/Chip.tsx";
import { Choice } from "../ui/Field.tsx";
import { Note } from "../ui/Note.tsx";
import { Sheet, softClass } from "../ui/Sheet.tsx";
import type { CheckedPart } from "./messages.ts";
import styles from "./Print.module.css";
import type { Prepared } from "./prepare-there.ts";
import { mmText, sizeText } from "./size-text.ts";

const t = serviceWords.print.check;
const there = serviceWords.print.there;
const tones: Record<MeshFinding["severity"], Tone> = { stops: "bad", warns: "warn", tells: "blue" };
const weight = { stops: 0, warns: 1, tells: 2 };

type Props = {
  part: CheckedPart;
  /** What the server did with it; null: it is as it was brought. */
  prepared: Prepared | null;
  busy: boolean;
  marking: boolean;
  onMarking: (on: boolean) => void;
  onUnit: (unit: FileUnit) => void;
};

/** What was found, in words, with what to do; the same in the picture above. */
export function CheckSheet(props: Props) {
  const check = () => props.part.check;
  const findings = () => [...check().findings].sort((a, b) => weight[a.severity] - weight[b.severity]);
  const room = () => (props.part.fits.fdm === "no" ? props.part.fits.sla : props.part.fits.fdm);
  const stopped = () => findings()[0]?.severity === "stops";
  return (
    <Sheet title={t.title}>
      <p class={styles.chips}>
        <Chip>{sizeText(check().sizeUm)}</Chip>
        <Chip tone={check().watertight ? "good" : "bad"}>{check().watertight ? t.watertight : t.open}</Chip>
        <Chip tone={room() === "no" ? "bad" : "good"}>{t.fits[room()]}</Chip>
        <Chip>{t.triangles(check().triangles)}</Chip>
      </p>
      <Show when={stopped()}>
        <Note tone="bad" role="status" title={serviceWords.print.noPriceYet} />
      </Show>
      <Show when={props.part.repairs.length > 0}>
        <Note tone="blue" icon="check">
          <p>{t.repaired}</p>
        </Note>
      </Show>
      <Show when={props.prepared}>
        {(prepared) => (
          <Note tone="blue" icon="check" title={there.done}>
            <For each={prepared().changes}>{(change) => <p>{change}</p>}</For>
          </Note>
        )}
      </Show>
      <Show when={findings().length > 0} fallback={<p>{t.good}</p>}>
        <ul class={styles.findings}>
          <For each={findings()}>
            {(one) => (
              <li>
                <p class={styles.found}>
                  <Chip tone={tones[one.severity]}>{t.severity[one.severity]}</Chip>
                  <strong>{t.findings[one.code](one.count)}</strong>
                </p>
                <p class={softClass}>{t.todo[one.code]}</p>
              </li>
            )}
          </For>
        </ul>
      </Show>
      <Show when={findings().some(({ triangles }) => triangles.length > 0)}>
        <Choice
          type="checkbox"
          label={t.mark}
          checked={props.marking}
          onChange={(event) => props.onMarking(event.currentTarget.checked)}
        />
      </Show>
      <Show when={props.prepared === null}>
        <UnitChoice {...props} />
      </Show>
    </Sheet>
  );
}

/** Asked by the sizes that each unit gives: a person knows how long the part is. */
function UnitChoice(props: Props) {
  const options = createMemo(() => {
    const { unit, sizeUm } = props.part.check;
    const largestUm = Math.max(...sizeUm);
    const units: FileUnit[] = ["mm", "inch", "cm", "m"];
    if (!units.includes(unit.unit)) units.unshift(unit.unit);
    return units.map((one) => ({ unit: one, largestUm: (largestUm * mmPer[one]) / mmPer[unit.unit] }));
  });
  return (
    <fieldset class={styles.unit} disabled={props.busy}>
      <legend>{t.unit}</legend>
      <p class={softClass}>{t.unitWhy[props.part.check.unit.reason]}</p>
      <For each={options()}>
        {(option) => (
          <Choice
            type="radio"
            name="unit"
            label={t.unitOf(option.unit, `${mmText(option.largestUm)} mm`)}
            checked={option.unit === props.part.check.unit.unit}
            onChange={() => props.onUnit(option.unit)}
          />
        )}
      </For>
    </fieldset>
  );
}
