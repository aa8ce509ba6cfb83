import { createMemo, createSignal, For, Show, untrack } from "solid-js";
import { catalogueSchema, type Machine, type Material, type Catalogue as Shown } from "#contract/material-catalogue";
import { type PriceBook, priceBookSchema } from "#contract/price-book";
import { presetSchema } from "#contract/print-settings";
import { catalogueDraftSchema } from "#contract/quoting";
import { createAct } from "../../account/create-act.ts";
import { outbox } from "../../app/services.ts";
import { announce } from "../../ui/announce.ts";
import { Button } from "../../ui/Button.tsx";
import { Refused } from "../../ui/Refused.tsx";
import { Sheet, softClass } from "../../ui/Sheet.tsx";
import { createLook } from "../create-look.ts";
import { Waiting } from "../Parts.tsx";
import { t } from "../words.ts";
import { AddEntry } from "./AddEntry.tsx";
import { createDraft } from "./create-draft.ts";
import { NumberField, TextField } from "./DraftFields.tsx";
import { MachineEntry } from "./MachineEntry.tsx";
import { MaterialEntry } from "./MaterialEntry.tsx";
import styles from "./Shop.module.css";
import { units } from "./units.ts";

const c = t.shop.catalogue;
const slug = /^[a-z0-9][a-z0-9-]{0,39}$/;

/** Materials with their colours and stock, machines, and what the presets mean. */
export function Catalogue() {
  const catalogue = createLook(() => "/materials/catalog", catalogueSchema);
  const book = createLook(() => "/materials/prices", priceBookSchema);
  return (
    <Sheet title={c.title}>
      <p>{c.lead}</p>
      <Show when={catalogue.body()} keyed fallback={<Waiting of={catalogue} />}>
        {(body) => <Editor catalogue={body} book={book.body()} onSaved={catalogue.set} />}
      </Show>
    </Sheet>
  );
}

const freshMaterial = (id: string): Material => ({
  ...{ id, name: id, process: "fdm", profile: "pla", densityMgPerCm3: Number.NaN, presets: ["standard"] },
  ...{ colours: [{ id: "black", name: "Black", hex: "#1b1b1b", stockG: null }], enabled: true },
});
const freshMachine = (id: string): Machine => ({
  ...{ id, name: id, process: "fdm", widthUm: 200_000, depthUm: 200_000, heightUm: 200_000 },
  ...{ nozzleUm: 400, enabled: true },
});

function Editor(props: { catalogue: Shown; book: PriceBook | null; onSaved: (next: Shown) => void }) {
  const { version: _, ...from } = untrack(() => props.catalogue);
  const draft = createDraft(catalogueDraftSchema, from);
  const [said, setSaid] = createSignal("");
  const { act, busy, refusal } = createAct();
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    setSaid("");
    const json = draft.read();
    if (!json) return void setSaid(t.shop.wrong(draft.wrong()));
    const { onSaved } = props;
    await act(
      () => outbox.server.ask("PUT", "/admin/catalog", { json }, catalogueSchema),
      (next) => {
        announce(c.saved);
        onSaved(next);
      },
    );
  };
  // By place: entries are only ever added behind the others, or taken out.
  const places = (of: "materials" | "machines") => draft.value()[of].map((_, at) => at);
  const materials = createMemo(() => places("materials"), [], { equals: sameLength });
  const machines = createMemo(() => places("machines"), [], { equals: sameLength });
  const taken = (of: "materials" | "machines") => (id: string) => draft.value()[of].some((one) => one.id === id);
  return (
    <form class={styles.form} novalidate onSubmit={(event) => void save(event)}>
      <p class={softClass}>{c.version(props.catalogue.version)}</p>
      <fieldset class={styles.group}>
        <legend>{c.materials}</legend>
        <For each={materials()}>{(at) => <MaterialEntry draft={draft} at={at} book={props.book} />}</For>
        <AddEntry
          label={c.addMaterial}
          form={slug}
          formWrong={t.shop.unfit.slug}
          taken={taken("materials")}
          onAdd={(id) => draft.put(["materials", draft.value().materials.length], freshMaterial(id))}
        />
      </fieldset>
      <fieldset class={styles.group}>
        <legend>{c.machines}</legend>
        <For each={machines()}>{(at) => <MachineEntry draft={draft} at={at} />}</For>
        <AddEntry
          label={c.addMachine}
          form={slug}
          formWrong={t.shop.unfit.slug}
          taken={taken("machines")}
          onAdd={(id) => draft.put(["machines", draft.value().machines.length], freshMachine(id))}
        />
      </fieldset>
      <fieldset class={styles.group}>
        <legend>{c.presets}</legend>
        <For each={presetSchema.options.filter((preset) => Object.hasOwn(draft.value().presets, preset))}>
          {(preset) => (
            <fieldset class={styles.entry}>
              <legend>{c.preset[preset]}</legend>
              <div class={styles.terms}>
                <TextField draft={draft} path={["presets", preset, "name"]} label={c.name} />
                <NumberField
                  draft={draft}
                  path={["presets", preset, "layerHeightUm"]}
                  label={c.layer}
                  unit={units.mm}
                />
              </div>
            </fieldset>
          )}
        </For>
      </fieldset>
      <p role="status">{said()}</p>
      <Refused why={refusal()} />
      <div>
        <Button kind="primary" size="large" type="submit" aria-disabled={busy()}>
          {c.save}
        </Button>
      </div>
    </form>
  );
}

const sameLength = (before: readonly number[], after: readonly number[]) => before.length === after.length;
export type CatalogueForm = ReturnType<typeof createDraft<Omit<Shown, "version">>>;
