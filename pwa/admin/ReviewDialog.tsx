import { createSignal, Show } from "solid-js";
import type { QuoteAnswer } from "#contract/quoting";
import { readPounds } from "../plan/money.ts";
import { priceText } from "../quotes/quote-state.ts";
import { Field, fieldsClass } from "../ui/Field.tsx";
import { FormDialog } from "../ui/FormDialog.tsx";
import type { Verdict } from "./Reviews.tsx";
import { t } from "./words.ts";

const s = t.orders.reviews;
const noteCharsMax = 1_000;

type Props = {
  asked: { readonly of: QuoteAnswer; readonly decision: Verdict["decision"] } | null;
  onClose: () => void;
  onVerdict: (verdict: Verdict) => void;
};

/** Yes or no, with a word to the customer. An estimate is approved by a price alone. */
export function ReviewDialog(props: Props) {
  const [wrong, setWrong] = createSignal<string | null>(null);
  const yes = () => props.asked?.decision === "approved";
  const needsPrice = () => yes() && props.asked?.of.quote.source === "estimate";
  const lead = () => {
    if (!props.asked) return "";
    if (!yes()) return s.refuseText;
    return needsPrice() ? s.priceText(priceText(props.asked.of)) : s.approveText(priceText(props.asked.of));
  };
  const submit = (typed: FormData) => {
    if (!props.asked) return;
    const note = String(typed.get("note") ?? "").trim();
    const goodsMinor = needsPrice() ? readPounds(String(typed.get("price") ?? "")) : undefined;
    const fits = goodsMinor === undefined || (goodsMinor !== null && goodsMinor > 0);
    setWrong(fits ? null : s.priceUnfit);
    if (!fits) return;
    props.onVerdict({ decision: props.asked.decision, note, ...(goodsMinor ? { goodsMinor } : {}) });
  };
  const close = () => {
    setWrong(null);
    props.onClose();
  };
  return (
    <FormDialog
      open={props.asked !== null}
      title={yes() ? s.approve : s.refuse}
      lead={lead()}
      action={t.go}
      {...(yes() ? {} : { kind: "danger" as const })}
      class={fieldsClass}
      novalidate
      onClose={close}
      onSubmit={submit}
    >
      <Show when={needsPrice()}>
        <Field
          label={s.price(props.asked?.of.quote.price.currency.toUpperCase() ?? "")}
          hint={s.priceHint}
          name="price"
          inputMode="decimal"
          autocomplete="off"
          wrong={wrong()}
        />
      </Show>
      <Field label={s.note} name="note" maxLength={noteCharsMax} autocomplete="off" />
    </FormDialog>
  );
}
