import { For, Show } from "solid-js";
import { type AdminOrder, adminOrderSchema, type OrderLine } from "#contract/order";
import { serviceWords } from "../i18n/service-words.ts";
import { AddressSheet, HistorySheet } from "../orders/AddressSheet.tsx";
import { StateSheet } from "../orders/StateSheet.tsx";
import { formatMinor } from "../print/money.ts";
import { formatDate } from "../ui/format.ts";
import { Sheet, Sheets } from "../ui/Sheet.tsx";
import { numberClass, Table } from "../ui/Table.tsx";
import { createLook } from "./create-look.ts";
import { OrderDeeds } from "./OrderDeeds.tsx";
import { Facts, Waiting } from "./Parts.tsx";
import { t } from "./words.ts";

const s = t.orders;
const when = (ms: number | null) => (ms === null ? null : formatDate(ms));

/** One order: what is to be printed, where it goes, how it was paid, and what the shop does with it. */
export function OneOrder(props: { orderId: string }) {
  const order = createLook(() => `/admin/orders/${props.orderId}`, adminOrderSchema);
  return (
    <Show when={order.body()} fallback={<Waiting of={order} />}>
      {(body) => (
        <>
          <Sheets>
            <StateSheet view={body()} />
            <Sheet title={s.deeds}>
              <OrderDeeds order={body()} onChanged={order.set} onRefresh={order.refresh} />
            </Sheet>
            <AddressSheet view={body()} />
            <HistorySheet view={body()} />
          </Sheets>
          <PartsTable order={body()} />
          <Paying order={body()} />
        </>
      )}
    </Show>
  );
}

function PartsTable(props: { order: AdminOrder }) {
  return (
    <Sheet title={s.parts}>
      <Table label={s.parts} head={Object.values(s.partColumns)}>
        <For each={props.order.lines}>
          {(line) => (
            <tr>
              <th scope="row">{line.fileName}</th>
              <td class={numberClass}>{line.choice.quantity}</td>
              <td>
                {line.choice.settings.material}, {line.choice.colour}
              </td>
              <td>{settingsText(line)}</td>
              <td class={numberClass}>{formatMinor(line.price.totalMinor, props.order.currency)}</td>
            </tr>
          )}
        </For>
      </Table>
    </Sheet>
  );
}

function settingsText({ choice: { settings } }: OrderLine): string {
  const infill = settings.process === "fdm" ? s.infill(settings.infillPercent) : s.noInfill;
  return s.settings(serviceWords.print.settings.presets[settings.preset], infill);
}

function Paying(props: { order: AdminOrder }) {
  const money = (minor: number) => formatMinor(minor, props.order.currency);
  const due = () => Math.max(0, props.order.refundDueMinor - props.order.refundedMinor);
  return (
    <Sheet title={t.rooms.money}>
      <Facts
        of={[
          [s.facts.id, props.order.orderId],
          [s.facts.receipt, props.order.receiptNumber === null ? null : String(props.order.receiptNumber)],
          [s.facts.quote, props.order.quoteId],
          [s.facts.owner, props.order.ownerId],
          [s.facts.method, serviceWords.orders.form.methods[props.order.method]],
          [s.facts.payment, props.order.paymentRef],
          [s.facts.capture, props.order.captureRef],
          [s.facts.taken, money(props.order.capturedMinor)],
          [s.facts.back, money(props.order.refundedMinor)],
          [s.facts.due, due() === 0 ? null : money(due())],
          [s.facts.ordered, when(props.order.createdAtMs)],
          [s.facts.paid, when(props.order.paidAtMs)],
          [s.facts.expires, props.order.paidAtMs === null ? when(props.order.expiresMs) : null],
        ]}
      />
    </Sheet>
  );
}
