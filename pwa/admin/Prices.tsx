import { createSignal, For, Show } from "solid-js";
import { type AdminPrices, adminPricesSchema } from "#contract/admin";
import { paidPlans } from "#contract/plan";
import { createAct } from "../account/create-act.ts";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { words } from "../i18n/words.ts";
import { announce } from "../ui/announce.ts";
import { Button } from "../ui/Button.tsx";
import { Confirm } from "../ui/Confirm.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Field } from "../ui/Field.tsx";
import { formatDate } from "../ui/format.ts";
import { Refused } from "../ui/Refused.tsx";
import { Actions, Sheet, softClass } from "../ui/Sheet.tsx";
import styles from "./Admin.module.css";
import { createLook } from "./create-look.ts";
import { Waiting } from "./Parts.tsx";
import { changesOf, type FieldName, type PriceTable, readTable, typedOf, type Wrong } from "./price-form.ts";
import { t } from "./words.ts";

const p = t.prices;

/** The price table in force; a change is looked over before it is. */
export function Prices() {
  const prices = createLook(() => "/admin/prices", adminPricesSchema);
  return (
    <Sheet title={t.rooms.prices}>
      <p>{p.text}</p>
      <Show when={prices.body()} fallback={<Waiting of={prices} />} keyed>
        {(body) => <Editor prices={body} onChanged={prices.set} />}
      </Show>
    </Sheet>
  );
}

function Editor(props: { prices: AdminPrices; onChanged: (prices: AdminPrices) => void }) {
  const [wrong, setWrong] = createSignal<Wrong>({});
  const [next, setNext] = createSignal<PriceTable | null>(null);
  const [resetting, setResetting] = createSignal(false);
  const [said, setSaid] = createSignal("");
  const { act, busy, refusal } = createAct();
  const typed = typedOf(props.prices.table);
  const changed = (prices: AdminPrices) => {
    announce(p.saved);
    props.onChanged(prices);
  };

  const review = (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const read = readTable(Object.fromEntries([...data].map(([name, value]) => [name, String(value)])));
    setWrong("wrong" in read ? read.wrong : {});
    if ("wrong" in read) return;
    const isSame = changesOf(props.prices.table, read.table).length === 0;
    setSaid(isSame ? p.same : "");
    setNext(isSame ? null : read.table);
  };
  const save = async () => {
    const json = next();
    setNext(null);
    await act(() => outbox.server.ask("PUT", "/admin/prices", { json }, adminPricesSchema), changed);
  };
  const reset = async () => {
    setResetting(false);
    await act(() => outbox.server.ask("DELETE", "/admin/prices", {}, adminPricesSchema), changed);
  };
  const field = (name: FieldName, label: string, inputMode: "decimal" | "numeric") => (
    <Field
      label={label}
      name={name}
      inputMode={inputMode}
      autocomplete="off"
      value={typed[name]}
      wrong={wrong()[name]}
    />
  );
  const since = () =>
    props.prices.updatedAtMs === null
      ? p.own
      : p.changed(formatDate(props.prices.updatedAtMs), props.prices.updatedBy ?? t.none);

  return (
    <form class={styles.screen} novalidate onSubmit={review}>
      <p class={softClass}>{since()}</p>
      <div class={styles.prices}>
        <For each={paidPlans}>
          {(plan) => (
            <fieldset class={styles.plan} aria-label={serviceWords.plan.names[plan]}>
              {field(`${plan}.price`, p.perMonth(serviceWords.plan.names[plan]), "decimal")}
              {field(`${plan}.models`, p.models(serviceWords.plan.names[plan]), "numeric")}
              {field(`${plan}.day`, p.day(serviceWords.plan.names[plan]), "numeric")}
            </fieldset>
          )}
        </For>
      </div>
      {field("overage", p.overage, "decimal")}
      <p role="status">{said()}</p>
      <Refused why={refusal()} />
      <Actions>
        <Button kind="primary" size="large" type="submit" aria-disabled={busy()}>
          {p.review}
        </Button>
        <Show when={props.prices.updatedAtMs !== null}>
          <Button size="large" aria-disabled={busy()} onClick={() => setResetting(true)}>
            {p.reset}
          </Button>
        </Show>
      </Actions>
      <ChangesDialog
        changes={next() ? changesOf(props.prices.table, next() as PriceTable) : null}
        onClose={() => setNext(null)}
        onYes={() => void save()}
      />
      <Confirm
        open={resetting()}
        title={p.resetTitle}
        text={p.resetText}
        action={p.reset}
        onClose={() => setResetting(false)}
        onYes={() => void reset()}
      />
    </form>
  );
}

function ChangesDialog(props: { changes: string[] | null; onClose: () => void; onYes: () => void }) {
  return (
    <Dialog
      open={props.changes !== null}
      title={p.confirmTitle}
      onClose={() => props.onClose()}
      actions={
        <>
          <Button size="large" onClick={() => props.onClose()}>
            {words.app.cancel}
          </Button>
          <Button kind="danger" size="large" onClick={() => props.onYes()}>
            {p.confirm}
          </Button>
        </>
      }
    >
      <p>{p.text}</p>
      <ul class={styles.changes}>
        <For each={props.changes ?? []}>{(change) => <li>{change}</li>}</For>
      </ul>
    </Dialog>
  );
}
