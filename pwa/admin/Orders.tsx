import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import { type AdminOrderRow, adminOrderListSchema, orderStates } from "#contract/order";
import { serviceWords } from "../i18n/service-words.ts";
import { shortId, toneOfOrder } from "../orders/order-state.ts";
import { formatMinor } from "../print/money.ts";
import { Chip } from "../ui/Chip.tsx";
import { Choice } from "../ui/Field.tsx";
import { formatDate } from "../ui/format.ts";
import { Select } from "../ui/Select.tsx";
import { Sheet } from "../ui/Sheet.tsx";
import { numberClass, Table } from "../ui/Table.tsx";
import styles from "./Admin.module.css";
import { createPages } from "./create-look.ts";
import { createFilters } from "./filters.ts";
import { CsvLink, More, SearchForm, Waiting } from "./Parts.tsx";
import { t } from "./words.ts";

const s = t.orders;
const words = serviceWords.orders;

/** Everybody's print orders, by state. */
export function Orders() {
  const filters = createFilters(["state", "owner", "held"]);
  const orders = createPages(
    () => filters.path("/admin/orders"),
    adminOrderListSchema,
    (page) => page.orders,
  );
  const states = [{ value: "", text: `${s.state}: ${t.any}` }];
  for (const state of orderStates) states.push({ value: state, text: words.states[state] });
  return (
    <Sheet title={s.list}>
      <div class={styles.filters}>
        <SearchForm label={s.owner} value={filters.of("owner")} onSearch={(owner) => filters.set({ owner })} />
        <Select
          label={s.state}
          bare
          options={states}
          value={filters.of("state")}
          onChange={(state) => filters.set({ state })}
        />
        <Choice
          type="checkbox"
          label={s.held}
          checked={filters.of("held") === "1"}
          onChange={({ currentTarget }) => filters.set({ held: currentTarget.checked ? "1" : "" })}
        />
        <CsvLink href={filters.csv("/admin/orders.csv")} what={t.rooms.orders} />
      </div>
      <Show when={orders.reach() === "fresh"} fallback={<Waiting of={orders} />}>
        <Show when={orders.rows().length > 0} fallback={<p role="status">{t.nothing}</p>}>
          <Table label={s.list} head={Object.values(s.columns)}>
            <For each={orders.rows()}>{(order) => <OrderRow order={order} />}</For>
          </Table>
        </Show>
        <More of={orders} />
      </Show>
    </Sheet>
  );
}

function OrderRow(props: { order: AdminOrderRow }) {
  const money = (minor: number) => formatMinor(minor, props.order.currency);
  return (
    <tr>
      <th scope="row">
        <A href={`/admin/orders/${props.order.orderId}`}>{shortId(props.order.orderId)}</A>
      </th>
      <td>
        <Chip tone={toneOfOrder[props.order.state]}>{words.states[props.order.state]}</Chip>
        <Show when={props.order.hold}>
          {" "}
          <Chip tone="warn">{words.held}</Chip>
        </Show>
      </td>
      <td>{props.order.recipient ?? t.none}</td>
      <td class={numberClass}>{money(props.order.totalMinor)}</td>
      <td class={numberClass}>{money(props.order.refundedMinor)}</td>
      <td>{formatDate(props.order.createdAtMs)}</td>
    </tr>
  );
}
