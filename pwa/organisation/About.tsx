import { createSignal, Show } from "solid-js";
import * as v from "valibot";
import { type OrganisationView, organisationNameSchema, organisationViewSchema } from "#contract/organisation";
import { createAct } from "../account/create-act.ts";
import { chooseWorkspace } from "../account/session.ts";
import { whose } from "../account/whose.ts";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { teamWords } from "../i18n/team-words.ts";
import { announce } from "../ui/announce.ts";
import { Button } from "../ui/Button.tsx";
import { Chip } from "../ui/Chip.tsx";
import { Field, fieldsClass } from "../ui/Field.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Sheet, softClass } from "../ui/Sheet.tsx";
import styles from "./OrganisationScreen.module.css";

const t = teamWords.organisation;

/** Its name, one's role in it, and the way into its workspace. */
export function About(props: { organisation: OrganisationView; onChanged: () => Promise<void> }) {
  const isHere = () => whose()?.workspaceId === props.organisation.organisationId;
  const enter = async () => {
    const { organisationId, name } = props.organisation;
    await chooseWorkspace(organisationId);
    announce(t.entered(name));
  };
  return (
    <Sheet title={t.details}>
      <p class={styles.line}>
        <Chip tone="blue">{serviceWords.account.roles[props.organisation.role]}</Chip>
        <span class={softClass}>{t.roleHints[props.organisation.role]}</span>
      </p>
      <Show
        when={!isHere()}
        fallback={
          <p>
            <Chip tone="good">{t.here}</Chip>
          </p>
        }
      >
        <Button kind="primary" size="large" onClick={() => void enter()}>
          {t.enter}
        </Button>
      </Show>
      <p class={softClass}>{t.workspaceHint}</p>
      <Show when={props.organisation.role === "owner"}>
        <RenameForm organisation={props.organisation} onChanged={props.onChanged} />
      </Show>
    </Sheet>
  );
}

function RenameForm(props: { organisation: OrganisationView; onChanged: () => Promise<void> }) {
  const [wrong, setWrong] = createSignal<string | null>(null);
  const { act, busy, refusal } = createAct();
  const save = async (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const name = v.safeParse(organisationNameSchema, new FormData(event.currentTarget).get("name"));
    setWrong(name.success ? null : t.nameUnfit);
    if (!name.success) return;
    const { organisationId, createdAtMs } = props.organisation;
    const json = { name: name.output, createdAtMs };
    const saved = await act(
      () => outbox.server.ask("PUT", `/organisations/${organisationId}`, { json }, organisationViewSchema),
      props.onChanged,
    );
    if (saved) announce(t.saved);
  };
  return (
    <form class={fieldsClass} novalidate onSubmit={(event) => void save(event)}>
      <Field label={t.name} name="name" maxLength={80} value={props.organisation.name} wrong={wrong()} />
      <Refused why={refusal()} />
      <Button size="large" type="submit" aria-disabled={busy()}>
        {t.rename}
      </Button>
    </form>
  );
}
