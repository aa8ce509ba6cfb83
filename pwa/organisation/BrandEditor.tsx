import { createSignal, For, Show } from "solid-js";
import * as v from "valibot";
import { contrastMin, type Theme, worstContrast } from "#contract/contrast";
import {
  brandPutSchema,
  brandViewSchema,
  colourSchema,
  emailSchema,
  type OrganisationView,
} from "#contract/organisation";
import { createAct } from "../account/create-act.ts";
import { whose } from "../account/whose.ts";
import { outbox } from "../app/services.ts";
import { teamWords } from "../i18n/team-words.ts";
import { announce } from "../ui/announce.ts";
import { Button } from "../ui/Button.tsx";
import { Confirm } from "../ui/Confirm.tsx";
import { Field, fieldsClass } from "../ui/Field.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Actions, Sheet } from "../ui/Sheet.tsx";
import styles from "./BrandEditor.module.css";
import { BrandPreview } from "./BrandPreview.tsx";
import { ColourField } from "./ColourField.tsx";
import { Logo } from "./Logo.tsx";
import { wearBrand } from "./wear-brand.ts";

const t = teamWords.brand;
const themesInOrder: readonly Theme[] = ["light", "dark"];
/** Caliper's own, to begin from. */
const ownAccent = { light: "#1d3a8a", dark: "#9db7ff" } as const;

type Props = { organisation: OrganisationView; onChanged: () => Promise<void> };

/** Name, accents by day and night, logo and support address; what is chosen is seen before it is saved. */
export function BrandEditor(props: Props) {
  const brand = () => props.organisation.brand;
  const path = () => `/organisations/${props.organisation.organisationId}/brand`;
  const [accent, setAccent] = createSignal<Record<Theme, string>>({ ...(brand()?.accent ?? ownAccent) });
  const [name, setName] = createSignal(brand()?.name ?? props.organisation.name);
  const [wrong, setWrong] = createSignal<{ support: string | null }>({ support: null });
  const [asking, setAsking] = createSignal(false);
  const { act, busy, refusal } = createAct();

  const legible = () =>
    themesInOrder.every(
      (theme) => v.is(colourSchema, accent()[theme]) && worstContrast(theme, accent()[theme]) >= contrastMin,
    );
  const worn = async () => {
    const { organisationId } = props.organisation;
    await props.onChanged();
    if (whose()?.workspaceId === organisationId) await wearBrand(organisationId);
  };
  const save = async (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const typed = String(new FormData(event.currentTarget).get("support") ?? "").trim();
    const support = v.safeParse(v.nullable(emailSchema), typed === "" ? null : typed);
    setWrong({ support: support.success ? null : t.supportUnfit });
    const json = v.safeParse(brandPutSchema, { name: name(), accent: accent(), supportEmail: support.output });
    if (!support.success || !json.success || !legible()) return;
    const saved = await act(() => outbox.server.ask("PUT", path(), { json: json.output }, brandViewSchema), worn);
    if (saved) announce(t.saved);
  };
  const reset = async () => {
    setAsking(false);
    if (!(await act(() => outbox.server.ask("DELETE", path()), worn))) return;
    setAccent({ ...ownAccent });
    announce(t.resetDone);
  };
  return (
    <Sheet title={t.title}>
      <p>{t.text}</p>
      <form class={fieldsClass} novalidate onSubmit={(event) => void save(event)}>
        <Field
          label={t.name}
          name="brand"
          maxLength={80}
          autocomplete="off"
          value={name()}
          onInput={(event) => setName(event.currentTarget.value)}
        />
        <For each={themesInOrder}>
          {(theme) => (
            <ColourField
              theme={theme}
              label={t[theme]}
              value={accent()[theme]}
              onChange={(colour) => setAccent({ ...accent(), [theme]: colour })}
            />
          )}
        </For>
        <BrandPreview name={name()} accent={accent()} logoUrl={brand()?.logoUrl ?? null} />
        <Field
          label={t.support}
          hint={t.supportHint}
          name="support"
          type="email"
          autocomplete="off"
          value={brand()?.supportEmail ?? ""}
          wrong={wrong().support}
        />
        <Refused why={refusal()} />
        <Actions>
          <Button kind="primary" size="large" type="submit" aria-disabled={busy() || !legible()}>
            {t.save}
          </Button>
          <Show when={brand()}>
            <Button size="large" onClick={() => setAsking(true)}>
              {t.reset}
            </Button>
          </Show>
        </Actions>
      </form>
      <h3 class={styles.heading}>{t.logo}</h3>
      <Show when={brand()} fallback={<p>{t.logoNeedsLook}</p>}>
        {(known) => <Logo brand={known()} path={`${path()}/logo`} onChanged={worn} />}
      </Show>
      <Confirm
        open={asking()}
        title={t.resetTitle}
        text={t.resetText}
        action={t.reset}
        onClose={() => setAsking(false)}
        onYes={() => void reset()}
      />
    </Sheet>
  );
}
