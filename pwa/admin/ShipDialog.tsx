import { createSignal } from "solid-js";
import * as v from "valibot";
import { type Tracking, trackingSchema } from "#contract/order";
import { words } from "../i18n/words.ts";
import { Button } from "../ui/Button.tsx";
import { Dialog } from "../ui/Dialog.tsx";
import { Field, fieldsClass } from "../ui/Field.tsx";
import { t } from "./words.ts";

const s = t.orders;
const names = ["carrier", "number", "url"] as const;
type Wrong = Partial<Record<(typeof names)[number], string>>;

/** Nothing is sent that nobody can follow. */
export function ShipDialog(props: { open: boolean; onClose: () => void; onShip: (tracking: Tracking) => void }) {
  const [wrong, setWrong] = createSignal<Wrong>({});
  let form!: HTMLFormElement;
  const submit = (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const typed = names.map((name) => [name, String(data.get(name) ?? "").trim()] as const);
    const given = typed.filter(([name, text]) => name !== "url" || text !== "");
    const parsed = v.safeParse(trackingSchema, Object.fromEntries(given));
    const bad = parsed.success ? [] : names.filter((name) => parsed.issues.some(({ path }) => path?.[0]?.key === name));
    setWrong(Object.fromEntries(bad.map((name) => [name, s.unfit[name]])));
    if (parsed.success) props.onShip(parsed.output);
  };
  return (
    <Dialog
      open={props.open}
      title={s.ship}
      onClose={() => props.onClose()}
      actions={
        <>
          <Button size="large" onClick={() => props.onClose()}>
            {words.app.cancel}
          </Button>
          <Button kind="primary" size="large" onClick={() => form.requestSubmit()}>
            {t.go}
          </Button>
        </>
      }
    >
      <p>{s.shipText}</p>
      <form ref={form} class={fieldsClass} novalidate onSubmit={submit}>
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
      </form>
    </Dialog>
  );
}
