import { A } from "@solidjs/router";
import { createMemo, For, Show } from "solid-js";
import type { Colour } from "#contract/material-catalogue";
import type { PriceBook } from "#contract/price-book";
import { presetSchema } from "#contract/print-settings";
import { serviceWords } from "../../i18n/service-words.ts";
import { formatMinor } from "../../print/money.ts";
import { Button, buttonClass } from "../../ui/Button.tsx";
import { Chip } from "../../ui/Chip.tsx";
import { Choice } from "../../ui/Field.tsx";
import { softClass } from "../../ui/Sheet.tsx";
import { t } from "../words.ts";
import { AddEntry } from "./AddEntry.tsx";
import type { CatalogueForm } from "./Catalogue.tsx";
import { CheckField, NumberField, SelectField, TextField } from "./DraftFields.tsx";
import styles from "./Shop.module.css";
import { units } from "./units.ts";

const c = t.shop.catalogue;
const slug = /^[a-z0-9][a-z0-9-]{0,39}$/;
const processes = Object.entries(serviceWords.print.settings.processes).map(([value, text]) => ({ value, text }));
/** Those that the slicer has flattened profiles of. */
const profiles = ["pla", "petg", "abs", "tpu", "resin"].map((value) => ({ value, text: value }));

type Props = { draft: CatalogueForm; at: number; book: PriceBook | null };

/** One material: folded to what a shop looks for, unfolded to all of it. */
export function MaterialEntry(props: Props) {
  const material = () => props.draft.value().materials[props.at];
  const path = (...rest: (string | number)[]) => ["materials", props.at, ...rest];
  return (
    <Show when={material()}>
      {(now) => (
        <details class={styles.details}>
          <summary>
            <span class={styles.name}>{now().name}</span>
            <Summary {...props} />
          </summary>
          <div>
            <CheckField draft={props.draft} path={path("enabled")} label={c.on} />
            <div class={styles.terms}>
              <TextField draft={props.draft} path={path("name")} label={c.name} />
              <NumberField draft={props.draft} path={path("densityMgPerCm3")} label={c.density} unit={units.density} />
              <SelectField draft={props.draft} path={path("process")} label={c.process} options={processes} />
              <SelectField
                draft={props.draft}
                path={path("profile")}
                label={c.profile}
                hint={c.profileHint}
                options={profiles}
              />
              <TextField draft={props.draft} path={path("note")} label={c.note} optional />
            </div>
            <Presets {...props} />
            <Colours {...props} />
            <p class={softClass}>
              {c.priceHint}{" "}
              <A href="/admin/books" class={buttonClass({ kind: "quiet" })}>
                {c.toBook}
              </A>
            </p>
          </div>
        </details>
      )}
    </Show>
  );
}

function Summary(props: Props) {
  const material = () => props.draft.value().materials[props.at];
  const price = () => {
    const id = material()?.id ?? "";
    return props.book && Object.hasOwn(props.book.materials, id) ? props.book.materials[id] : undefined;
  };
  const counted = () => (material()?.colours ?? []).flatMap(({ stockG }) => (stockG === null ? [] : [stockG]));
  const empty = () => counted().filter((grams) => grams === 0).length;
  const stock = () => counted().reduce((sum, grams) => sum + grams, 0);
  return (
    <>
      <Show when={!material()?.enabled}>
        <Chip>{c.off}</Chip>
      </Show>
      <Show when={props.book}>
        {(book) => (
          <Show when={price()} fallback={<Chip tone="warn">{c.noPrice}</Chip>}>
            {(known) => <span class={softClass}>{c.perKg(formatMinor(known().minorPerKg, book().currency))}</span>}
          </Show>
        )}
      </Show>
      <span class={softClass}>
        {counted().length === 0 ? c.stockNone : c.stockOf(Number.isNaN(stock()) ? t.none : stock().toLocaleString())}
      </span>
      <Show when={empty() > 0}>
        <Chip tone="warn">{c.usedUp(empty())}</Chip>
      </Show>
    </>
  );
}

function Presets(props: Props) {
  const presets = () => props.draft.value().materials[props.at]?.presets ?? [];
  return (
    <fieldset class={styles.entry}>
      <legend>{c.offered}</legend>
      <div class={styles.checks}>
        <For each={presetSchema.options}>
          {(preset) => (
            <Choice
              type="checkbox"
              label={props.draft.value().presets[preset]?.name ?? preset}
              checked={presets().includes(preset)}
              onChange={(event) => {
                const on = event.currentTarget.checked;
                const next = presetSchema.options.filter((one) => (one === preset ? on : presets().includes(one)));
                props.draft.put(["materials", props.at, "presets"], next);
              }}
            />
          )}
        </For>
      </div>
      <Show when={props.draft.issue(["materials", props.at, "presets"])}>
        <p role="alert">{t.shop.unfit.missing}</p>
      </Show>
    </fieldset>
  );
}

function Colours(props: Props) {
  const colours = () => props.draft.value().materials[props.at]?.colours ?? [];
  // By name: what is typed into one must not make the others anew.
  const ids = createMemo(() =>
    colours()
      .map(({ id }) => id)
      .join(" "),
  );
  const placeOf = (id: string) => colours().findIndex((one) => one.id === id);
  const put = (next: Colour[]) => props.draft.put(["materials", props.at, "colours"], next);
  const fresh = (id: string): Colour => ({ id, name: id, hex: "#808080", stockG: null });
  return (
    <fieldset class={styles.form} aria-label={c.colours}>
      <For each={ids().split(" ").filter(Boolean)}>
        {(id) => (
          <ColourEntry
            {...props}
            at={props.at}
            id={id}
            place={placeOf(id)}
            onRemove={() => put(colours().filter((one) => one.id !== id))}
          />
        )}
      </For>
      <AddEntry
        label={c.addColour}
        form={slug}
        formWrong={t.shop.unfit.slug}
        taken={(id) => placeOf(id) >= 0}
        onAdd={(id) => put([...colours(), fresh(id)])}
      />
    </fieldset>
  );
}

function ColourEntry(props: Props & { id: string; place: number; onRemove: () => void }) {
  const path = (key: string) => ["materials", props.at, "colours", props.place, key];
  const only = () => (props.draft.value().materials[props.at]?.colours.length ?? 0) < 2;
  return (
    <fieldset class={styles.entry}>
      <legend>{`${c.colour}: ${props.id}`}</legend>
      <div class={styles.terms}>
        <TextField draft={props.draft} path={path("name")} label={c.name} />
        <label class={styles.swatched}>
          {c.hex}
          <input
            type="color"
            class={styles.swatch}
            value={String(props.draft.at(path("hex")))}
            onInput={(event) => props.draft.put(path("hex"), event.currentTarget.value)}
          />
        </label>
        <NumberField draft={props.draft} path={path("stockG")} label={c.stock} unit={units.whole} nullable />
      </div>
      <Show when={!only()}>
        <div>
          <Button aria-label={t.shop.removeOf(props.id)} onClick={() => props.onRemove()}>
            {t.shop.remove}
          </Button>
        </div>
      </Show>
    </fieldset>
  );
}
