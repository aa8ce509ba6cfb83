import { For, Show } from "solid-js";
import type { OrderView } from "#contract/order";
import { serviceWords } from "../i18n/service-words.ts";
import { countryName } from "../print/countries.ts";
import { Chip } from "../ui/Chip.tsx";
import { formatDate } from "../ui/format.ts";
import { Sheet, softClass } from "../ui/Sheet.tsx";
import styles from "./Orders.module.css";
import { toneOfOrder } from "./order-state.ts";

const t = serviceWords.orders;

export function AddressSheet(props: { view: OrderView }) {
  const lines = () => {
    const to = props.view.address;
    if (!to) return [];
    const place = `${to.postcode} ${to.city}`;
    return [to.name, to.line1, to.line2, place, to.region, countryName(to.country), to.email, to.vatId].filter(Boolean);
  };
  return (
    <Sheet title={t.address}>
      <Show when={lines().length > 0} fallback={<p>{t.erased}</p>}>
        <address class={styles.address}>
          <For each={lines()}>{(line) => <div>{line}</div>}</For>
        </address>
      </Show>
    </Sheet>
  );
}

export function HistorySheet(props: { view: OrderView }) {
  return (
    <Sheet title={t.history}>
      <ol class={styles.history}>
        <For each={props.view.history}>
          {(event) => (
            <li>
              <Chip tone={toneOfOrder[event.state]}>{t.states[event.state]}</Chip>
              <Show when={event.hold}>
                <Chip tone="warn">{t.held}</Chip>
              </Show>
              <span class={softClass}>{formatDate(event.atMs)}</span>
            </li>
          )}
        </For>
      </ol>
    </Sheet>
  );
}
