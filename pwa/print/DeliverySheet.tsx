import { For } from "solid-js";
import type { LeadTime } from "#contract/print-settings";
import { serviceWords } from "../i18n/service-words.ts";
import { Choice } from "../ui/Field.tsx";
import { Select } from "../ui/Select.tsx";
import { Sheet } from "../ui/Sheet.tsx";
import { shippingFor } from "./choice.ts";
import { countries, countryName } from "./countries.ts";
import type { Print } from "./create-print.ts";
import { formatMinor } from "./money.ts";
import styles from "./Print.module.css";

const t = serviceWords.print.delivery;

/** What holds for all parts together. */
export function DeliverySheet(props: { print: Print }) {
  const order = () => props.print.state().chosen;
  const book = () => props.print.shop().book;
  const leadTimes = () => Object.entries(book().leadTimes) as [LeadTime, { days: number }][];
  const ways = () =>
    Object.entries(book().shipping)
      .filter(([, way]) => way.countries === null || way.countries.includes(order().country))
      .map(([value, way]) => ({ value, text: `${way.name}, ${formatMinor(way.minor, book().currency)}` }));
  const places = countries
    .map((value) => ({ value, text: countryName(value) }))
    .sort((a, b) => a.text.localeCompare(b.text));
  return (
    <Sheet title={t.title}>
      <div class={styles.fields}>
        <fieldset class={styles.group}>
          <legend>{t.leadTime}</legend>
          <For each={leadTimes()}>
            {([id, { days }]) => (
              <Choice
                type="radio"
                name="lead-time"
                label={t.leadTimes[id]}
                hint={t.days(days)}
                checked={order().leadTime === id}
                onChange={() => props.print.choose({ ...order(), leadTime: id })}
              />
            )}
          </For>
        </fieldset>
        <Select
          label={t.country}
          value={order().country}
          options={places}
          onChange={(country) =>
            props.print.choose({
              ...order(),
              country,
              shipping: shippingFor(props.print.shop(), order().shipping, country),
            })
          }
        />
        <Select
          label={t.shipping}
          value={order().shipping}
          options={ways()}
          onChange={(shipping) => props.print.choose({ ...order(), shipping })}
        />
      </div>
    </Sheet>
  );
}
