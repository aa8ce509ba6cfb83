import { createSignal } from "solid-js";
import * as v from "valibot";
import { adminReasonSchema } from "#contract/admin";
import type { AdminOrder } from "#contract/order";
import { readPounds } from "../plan/money.ts";
import { formatMinor } from "../print/money.ts";
import { Field, fieldsClass } from "../ui/Field.tsx";
import { FormDialog } from "../ui/FormDialog.tsx";
import { promisedBackMinor } from "./order-moves.ts";
import { t } from "./words.ts";

const s = t.orders;

type Props = {
  open: boolean;
  order: AdminOrder;
  charsMax: number;
  onClose: () => void;
  onRefund: (totalMinor: number, reason: string) => void;
};

/** How much shall have been given back altogether, and why: said so, asked twice it is given once. */
export function RefundDialog(props: Props) {
  const [wrong, setWrong] = createSignal<{ amount: string | null; reason: string | null }>({
    amount: null,
    reason: null,
  });
  const money = (minor: number) => formatMinor(minor, props.order.currency);
  const submit = (typed: FormData) => {
    const minor = readPounds(String(typed.get("amount") ?? ""));
    const reason = v.safeParse(adminReasonSchema, { reason: typed.get("reason") });
    const fits = minor !== null && minor > promisedBackMinor(props.order) && minor <= props.order.capturedMinor;
    setWrong({
      amount: fits ? null : s.amountUnfit(money(props.order.capturedMinor)),
      reason: reason.success ? null : t.reasonUnfit,
    });
    if (fits && reason.success) props.onRefund(minor, reason.output.reason);
  };
  return (
    <FormDialog
      open={props.open}
      title={s.refund}
      lead={s.refundText(money(props.order.capturedMinor), money(props.order.refundedMinor))}
      action={t.go}
      kind="danger"
      class={fieldsClass}
      novalidate
      onClose={() => props.onClose()}
      onSubmit={submit}
    >
      <Field
        label={s.amount(props.order.currency.toUpperCase())}
        name="amount"
        inputMode="decimal"
        autocomplete="off"
        wrong={wrong().amount}
      />
      <Field
        label={t.reason}
        hint={t.reasonHint}
        name="reason"
        maxLength={props.charsMax}
        autocomplete="off"
        wrong={wrong().reason}
      />
    </FormDialog>
  );
}
