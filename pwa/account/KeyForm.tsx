import { createSignal, For, Show } from "solid-js";
import { keyScopes } from "#contract/access";
import { newKeySchema } from "#contract/identity";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { Button } from "../ui/Button.tsx";
import { Choice, Field, fieldsClass } from "../ui/Field.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Sheet } from "../ui/Sheet.tsx";
import { createAct } from "./create-act.ts";
import styles from "./Keys.module.css";
import type { NewKey } from "./KeysScreen.tsx";

const t = serviceWords.keys;
const dayMs = 86_400_000;
const lives = { never: null, month: 30, quarter: 90, year: 365 } as const;
type Life = keyof typeof lives;

/** A key is made with as little as it needs: what it may is ticked, one by one. */
export function KeyForm(props: { onMade: (key: NewKey) => void }) {
  const [wrong, setWrong] = createSignal<{ name: string | null; scopes: string | null }>({ name: null, scopes: null });
  const { act, busy, refusal } = createAct();

  const make = async (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const name = String(data.get("name") ?? "").trim();
    const scopes = data.getAll("scope");
    setWrong({ name: name === "" ? t.nameUnfit : null, scopes: scopes.length === 0 ? t.scopesUnfit : null });
    if (name === "" || scopes.length === 0) return;
    const days = lives[data.get("life") as Life] ?? null;
    const json = { name, scopes, expiresAtMs: days === null ? null : Date.now() + days * dayMs };
    const made = await act(() => outbox.server.ask("POST", "/keys", { json }, newKeySchema), props.onMade);
    if (!made) return;
    form.reset();
    (form.elements.namedItem("life") as RadioNodeList).value = "never";
  };

  return (
    <Sheet title={t.make}>
      <form class={fieldsClass} novalidate onSubmit={(event) => void make(event)}>
        <Field label={t.name} hint={t.nameHint} name="name" maxLength={80} autocomplete="off" wrong={wrong().name} />
        <fieldset>
          <legend class={styles.legend}>{t.scopes}</legend>
          <For each={keyScopes}>
            {(scope) => <Choice type="checkbox" name="scope" value={scope} label={t.scopeWords[scope]} hint={scope} />}
          </For>
          <Show when={wrong().scopes}>
            <p class={styles.wrong} role="alert">
              {wrong().scopes}
            </p>
          </Show>
        </fieldset>
        <fieldset>
          <legend class={styles.legend}>{t.expires}</legend>
          <For each={Object.keys(lives) as Life[]}>
            {(life) => (
              <Choice type="radio" name="life" value={life} label={t.lives[life]} checked={life === "never"} />
            )}
          </For>
        </fieldset>
        <Refused why={refusal()} />
        <Button kind="primary" size="large" type="submit" aria-disabled={busy()}>
          {t.make}
        </Button>
      </form>
    </Sheet>
  );
}
