import { For, Show } from "solid-js";
import type { OrderLine } from "#contract/order";
import type { OrderPrice } from "#contract/quote";
import { serviceWords } from "../i18n/service-words.ts";
import { formatMinor } from "../print/money.ts";
import { softClass } from "../ui/Sheet.tsx";
import { numberClass, Table } from "../ui/Table.tsx";
import styles from "./Orders.module.css";

const t = serviceWords.orders.form;
const terms = serviceWords.print.price.terms;

/** What is bought, line by line, with VAT, to the last penny. */
export function PriceTable(props: {
  lines: readonly Pick<OrderLine, "fileName" | "choice" | "price">[];
  price: OrderPrice;
  shippingName: string;
}) {
  const money = (minor: number) => formatMinor(minor, props.price.currency);
  return (
    <Table label={t.summary} head={t.columns}>
      <For each={props.lines}>
        {(line) => (
          <tr>
            <th scope="row" class={styles.what}>
              {line.fileName}
              <span class={softClass}> {t.pieces(line.choice.quantity)}</span>
            </th>
            <td class={numberClass}>{money(line.price.totalMinor)}</td>
          </tr>
        )}
      </For>
      <For each={props.price.breakdown}>
        {({ term, minor }) => (
          <Show when={minor !== 0 || term !== "order-minimum"}>
            <tr>
              <th scope="row">{term === "shipping" ? t.shipping(props.shippingName) : terms[term]}</th>
              <td class={numberClass}>{money(minor)}</td>
            </tr>
          </Show>
        )}
      </For>
      <tr class={styles.sum}>
        <th scope="row">{t.total}</th>
        <td class={numberClass}>{money(props.price.totalMinor)}</td>
      </tr>
    </Table>
  );
}
