import { A, useNavigate } from "@solidjs/router";
import { createSignal, For, Match, Show, Switch, untrack } from "solid-js";
import { type CreateOrder, orderViewSchema, type PaymentMethod } from "#contract/order";
import type { QuoteAnswer } from "#contract/quoting";
import { createAct } from "../account/create-act.ts";
import { accountView } from "../account/session.ts";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { countryName } from "../print/countries.ts";
import { formatMinor } from "../print/money.ts";
import type { Refusal as RefusalOf } from "../server/refusal.ts";
import { Button, buttonClass } from "../ui/Button.tsx";
import { Choice, Field, fieldsClass } from "../ui/Field.tsx";
import { formatDate } from "../ui/format.ts";
import { Refused } from "../ui/Refused.tsx";
import { softClass } from "../ui/Sheet.tsx";
import { type AddressDraft, type AddressField, type AddressWrong, addressFields, readAddress } from "./address.ts";
import styles from "./Orders.module.css";
import { PriceTable } from "./PriceTable.tsx";
import { orderRefusal } from "./refusal-words.ts";

const t = serviceWords.orders.form;

const fields: Record<AddressField, { autocomplete: string; type?: string; hint?: string }> = {
  name: { autocomplete: "shipping name" },
  line1: { autocomplete: "shipping address-line1" },
  line2: { autocomplete: "shipping address-line2" },
  city: { autocomplete: "shipping address-level2" },
  region: { autocomplete: "shipping address-level1" },
  postcode: { autocomplete: "shipping postal-code" },
  email: { autocomplete: "email", type: "email", hint: t.emailHint },
  vatId: { autocomplete: "off", hint: t.vatIdHint },
};
const methods = ["paypal", "stripe"] as const satisfies readonly PaymentMethod[];
/** With these the price itself has to be asked for anew. */
const needNewPrice = new Set(["quote-expired", "quote-differs", "quote-not-payable"]);

type Props = {
  answer: QuoteAnswer;
  shippingName: string;
  /** Written while it is typed, so that it is still there when the price was asked for anew. */
  draft: AddressDraft;
  /** Asks for the price anew; this form then gets another answer. */
  onRequote: () => void;
};

/** Where it goes and how it is paid; then to the payment service's own page. */
export function OrderForm(props: Props) {
  const navigate = useNavigate();
  const [wrong, setWrong] = createSignal<AddressWrong>({});
  const { act, busy, refusal } = createAct();
  const quote = () => props.answer.quote;
  const sum = () => formatMinor(quote().price.totalMinor, quote().price.currency);
  // Read once: an account that is known only later must not overwrite what was typed.
  const draft = untrack(() => props.draft);
  draft.email ??= untrack(accountView)?.email ?? undefined;
  const type = ({ target }: InputEvent) => {
    if (!(target instanceof HTMLInputElement)) return;
    const name = addressFields.find((one) => one === target.name);
    if (name) draft[name] = target.value;
  };

  const order = async (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const read = readAddress((name) => String(data.get(name) ?? ""), quote().country);
    setWrong(read.ok ? {} : read.wrong);
    if (!read.ok) {
      form.querySelector<HTMLInputElement>("[aria-invalid]")?.focus();
      return;
    }
    const json: CreateOrder = {
      ...{ quoteId: quote().quoteId, address: read.address, shipping: quote().shipping },
      method: methods.find((one) => one === data.get("method")) ?? "paypal",
    };
    await act(
      () => outbox.server.ask("POST", "/payment/create-order", { json }, orderViewSchema),
      ({ orderId, payUrl }) => (payUrl ? location.assign(payUrl) : navigate(`/orders/${orderId}`)),
    );
  };

  return (
    <form class={styles.form} novalidate onInput={type} onSubmit={(event) => void order(event)}>
      <p>{t.lead}</p>
      <div class={fieldsClass}>
        <AddressLines draft={draft} wrong={wrong()} />
        <Field
          label={t.country}
          hint={t.countryHint}
          value={countryName(quote().country)}
          readOnly
          autocomplete="off"
        />
        <Methods />
      </div>
      <h3>{t.summary}</h3>
      <PriceTable lines={quote().lines} price={quote().price} shippingName={props.shippingName} />
      <p class={softClass}>{t.until(formatDate(quote().expiresMs))}</p>
      <Refusal of={refusal()} onRequote={props.onRequote} />
      <Button kind="primary" size="large" type="submit" aria-disabled={busy()}>
        {t.pay(sum())}
      </Button>
      <Show when={busy()}>
        <p role="status">{t.opening} …</p>
      </Show>
    </form>
  );
}

function AddressLines(props: { draft: AddressDraft; wrong: AddressWrong }) {
  return (
    <For each={addressFields}>
      {(name) => (
        <Field
          label={t[name]}
          name={name}
          value={props.draft[name] ?? ""}
          wrong={props.wrong[name] ?? null}
          {...fields[name]}
        />
      )}
    </For>
  );
}

function Methods() {
  return (
    <fieldset>
      <legend class={styles.legend}>{t.method}</legend>
      <For each={methods}>
        {(method) => (
          <Choice
            type="radio"
            name="method"
            value={method}
            label={t.methods[method]}
            hint={t.methodHints[method]}
            checked={method === "paypal"}
          />
        )}
      </For>
    </fieldset>
  );
}

/** What was refused, and the way on. */
function Refusal(props: { of: RefusalOf | null; onRequote: () => void }) {
  return (
    <Refused why={orderRefusal(props.of)}>
      <Switch>
        <Match when={needNewPrice.has(props.of?.code ?? "")}>
          <Button onClick={() => props.onRequote()}>{t.requote}</Button>
        </Match>
        <Match when={props.of?.code === "order-exists"}>
          <A href="/orders" class={buttonClass()}>
            {t.toOrders}
          </A>
        </Match>
      </Switch>
    </Refused>
  );
}
