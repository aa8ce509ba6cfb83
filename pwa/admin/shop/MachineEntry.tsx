import { Show } from "solid-js";
import { serviceWords } from "../../i18n/service-words.ts";
import { sizeText } from "../../print/size-text.ts";
import { Chip } from "../../ui/Chip.tsx";
import { softClass } from "../../ui/Sheet.tsx";
import { t } from "../words.ts";
import type { CatalogueForm } from "./Catalogue.tsx";
import { CheckField, NumberField, SelectField, TextField } from "./DraftFields.tsx";
import styles from "./Shop.module.css";
import { units } from "./units.ts";

const c = t.shop.catalogue;
const processes = Object.entries(serviceWords.print.settings.processes).map(([value, text]) => ({ value, text }));

/** One machine: the room that parts may take in it decides what fits. */
export function MachineEntry(props: { draft: CatalogueForm; at: number }) {
  const machine = () => props.draft.value().machines[props.at];
  const path = (key: string) => ["machines", props.at, key];
  return (
    <Show when={machine()}>
      {(now) => (
        <details class={styles.details}>
          <summary>
            <span class={styles.name}>{now().name}</span>
            <Show when={!now().enabled}>
              <Chip>{c.off}</Chip>
            </Show>
            <span class={softClass}>{sizeText([now().widthUm, now().depthUm, now().heightUm])}</span>
          </summary>
          <div>
            <CheckField draft={props.draft} path={path("enabled")} label={c.machineOn} />
            <div class={styles.terms}>
              <TextField draft={props.draft} path={path("name")} label={c.name} />
              <SelectField draft={props.draft} path={path("process")} label={c.process} options={processes} />
              <NumberField draft={props.draft} path={path("widthUm")} label={c.width} unit={units.mm} />
              <NumberField draft={props.draft} path={path("depthUm")} label={c.depth} unit={units.mm} />
              <NumberField draft={props.draft} path={path("heightUm")} label={c.height} unit={units.mm} />
              <NumberField draft={props.draft} path={path("nozzleUm")} label={c.nozzle} unit={units.mm} />
            </div>
          </div>
        </details>
      )}
    </Show>
  );
}
