import { createSignal } from "solid-js";
import * as v from "valibot";
import { originSchema, originsMax, widgetKeyViewSchema } from "#contract/widget";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { Button } from "../ui/Button.tsx";
import { Field, fieldsClass } from "../ui/Field.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Sheet } from "../ui/Sheet.tsx";
import { createAct } from "./create-act.ts";
import { originsIn } from "./widget-snippet.ts";

const t = serviceWords.widgetKeys;

/** A publishable key is bound to the pages that may use it. */
export function WidgetKeyForm(props: { onMade: () => void }) {
  const [wrong, setWrong] = createSignal<{ name: string | null; origins: string | null }>({
    name: null,
    origins: null,
  });
  const { act, busy, refusal } = createAct();

  const make = async (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const name = String(data.get("widget-name") ?? "").trim();
    const origins = originsIn(String(data.get("origins") ?? ""));
    const fit = origins.length > 0 && origins.length <= originsMax && origins.every((one) => v.is(originSchema, one));
    setWrong({ name: name === "" ? serviceWords.keys.nameUnfit : null, origins: fit ? null : t.originsUnfit });
    if (name === "" || !fit) return;
    const json = { name, origins };
    const made = await act(
      () => outbox.server.ask("POST", "/widget/keys", { json }, widgetKeyViewSchema),
      props.onMade,
    );
    if (made) form.reset();
  };

  return (
    <Sheet title={t.make}>
      <form class={fieldsClass} novalidate onSubmit={(event) => void make(event)}>
        <Field
          label={t.name}
          hint={t.nameHint}
          name="widget-name"
          maxLength={80}
          autocomplete="off"
          wrong={wrong().name}
        />
        <Field
          label={t.origins}
          hint={t.originsHint}
          name="origins"
          maxLength={2000}
          autocomplete="off"
          inputmode="url"
          autocapitalize="none"
          spellcheck={false}
          placeholder="https://shop.example"
          wrong={wrong().origins}
        />
        <Refused why={refusal()} />
        <Button kind="primary" size="large" type="submit" aria-disabled={busy()}>
          {t.make}
        </Button>
      </form>
    </Sheet>
  );
}
