import { For, Show } from "solid-js";
import type { InfillPattern, LineChoice } from "#contract/print-settings";
import { infillPatternSchema } from "#contract/print-settings";
import { serviceWords } from "../i18n/service-words.ts";
import { Choice } from "../ui/Field.tsx";
import { Select } from "../ui/Select.tsx";
import { Sheet } from "../ui/Sheet.tsx";
import {
  layerUm,
  materialOf,
  materialsOf,
  processesOf,
  withMaterial,
  withPreset,
  withProcess,
  withSettings,
} from "./choice.ts";
import type { Print } from "./create-print.ts";
import type { CheckedPart } from "./messages.ts";
import { OrientationChoice } from "./OrientationChoice.tsx";
import styles from "./Print.module.css";
import { Quantity } from "./Quantity.tsx";
import { Slider } from "./Slider.tsx";
import { mmText } from "./size-text.ts";

const t = serviceWords.print.settings;

export type SettingsProps = {
  print: Print;
  part: CheckedPart;
  choice: LineChoice;
  onChange: (change: (choice: LineChoice) => LineChoice) => void;
};

/** All that can be chosen for one part; each change is priced at once. */
export function SettingsSheet(props: SettingsProps) {
  const settings = () => props.choice.settings;
  const shop = () => props.print.shop();
  const set = (to: Partial<LineChoice["settings"]>) => props.onChange((choice) => withSettings(choice, to));
  const finishes = () => Object.entries(shop().book.finishes).map(([value, { name }]) => ({ value, text: name }));
  return (
    <Sheet title={t.title}>
      <div class={styles.fields}>
        <ProcessChoice {...props} />
        <Select
          label={t.material}
          value={settings().material}
          options={materialsOf(shop(), settings().process).map(({ id, name }) => ({ value: id, text: name }))}
          hint={materialOf(shop(), props.choice)?.note}
          onChange={(id) => props.onChange((choice) => withMaterial(shop(), choice, id))}
        />
        <ColourChoice {...props} />
        <PresetChoice {...props} />
        <Show when={settings().process === "fdm"}>
          <Slider
            label={t.layer}
            {...layerUm}
            value={settings().layerHeightUm}
            text={t.layerOf(mmText(settings().layerHeightUm))}
            onInput={(layerHeightUm) => set({ layerHeightUm })}
          />
          <Slider
            label={t.infill}
            min={0}
            max={100}
            step={5}
            value={settings().infillPercent}
            text={t.infillOf(settings().infillPercent)}
            onInput={(infillPercent) => set({ infillPercent })}
          />
          <Select
            label={t.pattern}
            value={settings().pattern}
            options={infillPatternSchema.options.map((value) => ({ value, text: t.patterns[value] }))}
            onChange={(pattern) => set({ pattern: pattern as InfillPattern })}
          />
        </Show>
        <Choice
          type="checkbox"
          label={t.supports}
          hint={t.supportsHint}
          checked={settings().supports === "auto"}
          onChange={(event) => set({ supports: event.currentTarget.checked ? "auto" : "none" })}
        />
        <OrientationChoice {...props} />
        <Quantity
          quantity={props.choice.quantity}
          onChange={(quantity) => props.onChange((choice) => ({ ...choice, quantity }))}
        />
        <Select
          label={t.finish}
          value={props.choice.finish}
          options={finishes()}
          onChange={(finish) => props.onChange((choice) => ({ ...choice, finish }))}
        />
      </div>
    </Sheet>
  );
}

function ProcessChoice(props: SettingsProps) {
  const processes = () => processesOf(props.print.shop());
  return (
    <Show when={processes().length > 1}>
      <fieldset class={styles.group}>
        <legend>{t.process}</legend>
        <For each={processes()}>
          {(process) => (
            <Choice
              type="radio"
              name="process"
              label={t.processes[process]}
              hint={props.part.fits[process] === "no" ? t.unfit : undefined}
              disabled={props.part.fits[process] === "no"}
              checked={props.choice.settings.process === process}
              onChange={() => {
                const way = props.part.ways[process][0]?.orientation;
                props.onChange((choice) => withProcess(props.print.shop(), choice, process, way));
              }}
            />
          )}
        </For>
      </fieldset>
    </Show>
  );
}

function ColourChoice(props: SettingsProps) {
  const colours = () => materialOf(props.print.shop(), props.choice)?.colours ?? [];
  return (
    <fieldset class={styles.group}>
      <legend>{t.colour}</legend>
      <div class={styles.colours}>
        <For each={colours()}>
          {(colour) => (
            <label class={styles.colour}>
              <input
                type="radio"
                name="colour"
                disabled={colour.stockG === 0}
                checked={props.choice.colour === colour.id}
                onChange={() => props.onChange((choice) => ({ ...choice, colour: colour.id }))}
              />
              <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
                <circle cx="10" cy="10" r="9" fill={colour.hex} stroke="currentColor" />
              </svg>
              <span>{colour.stockG === 0 ? `${colour.name} (${t.usedUp})` : colour.name}</span>
            </label>
          )}
        </For>
      </div>
    </fieldset>
  );
}

function PresetChoice(props: SettingsProps) {
  const presets = () => materialOf(props.print.shop(), props.choice)?.presets ?? [];
  return (
    <fieldset class={styles.group}>
      <legend>{t.preset}</legend>
      <For each={presets()}>
        {(preset) => (
          <Choice
            type="radio"
            name="preset"
            label={props.print.shop().catalogue.presets[preset]?.name ?? preset}
            hint={t.presets[preset]}
            checked={props.choice.settings.preset === preset}
            onChange={() => props.onChange((choice) => withPreset(props.print.shop(), choice, preset))}
          />
        )}
      </For>
    </fieldset>
  );
}
