import { createSignal } from "solid-js";
import * as v from "valibot";
import { type Tracking, trackingSchema } from "#contract/order";
import { Field, fieldsClass } from "../ui/Field.tsx";
import { FormDialog } from "../ui/FormDialog.tsx";
import { t } from "./words.ts";

const s = t.orders;
const names = ["carrier", "number", "url"] as const;
type Wrong = Partial<Record<(typeof names)[number], string>>;

/** Nothing is sent that nobody can follow. */
export function ShipDialog(props: { open: boolean; onClose: () => void; onShip: (tracking: Tracking) => void }) {
  const [wrong, setWrong] = createSignal<Wrong>({});
  const submit = (data: FormData) => {
    const typed = names.map((name) => [name, String(data.get(name) ?? "").trim()] as const);
    const given = typed.filter(([name, text]) => name !== "url" || text !== "");
    const parsed = v.safeParse(trackingSchema, Object.fromEntries(given));
    const bad = parsed.success ? [] : names.filter((name) => parsed.issues.some(({ path }) => path?.[0]?.key === name));
    setWrong(Object.fromEntries(bad.map((name) => [name, s.unfit[name]])));
    if (parsed.success) props.onShip(parsed.output);
  };
  return (
    <FormDialog
      open={props.open}
      title={s.ship}
      lead={s.shipText}
      action={t.go}
      class={fieldsClass}
      novalidate
      onClose={() => props.onClose()}
      onSubmit={submit}
    >
      <Field label={s.carrier} name="carrier" maxLength={60} autocomplete="off" wrong={wrong().carrier ?? null} />
      <Field label={s.number} name="number" maxLength={60} autocomplete="off" wrong={wrong().number ?? null} />
      <Field
        label={s.url}
        hint={s.urlHint}
        name="url"
        type="url"
        maxLength={500}
        autocomplete="off"
        wrong={wrong().url ?? null}
      />
    </FormDialog>
  );
}
