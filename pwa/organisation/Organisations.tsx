import { A, useNavigate } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import * as v from "valibot";
import { organisationNameSchema, organisationViewSchema } from "#contract/organisation";
import { createAct } from "../account/create-act.ts";
import { Loading } from "../account/Passkeys.tsx";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { teamWords } from "../i18n/team-words.ts";
import { Button, buttonClass } from "../ui/Button.tsx";
import { Field, fieldsClass } from "../ui/Field.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Rows, RowText, Sheet } from "../ui/Sheet.tsx";
import { createOrganisations } from "./organisation-state.ts";

const t = teamWords.organisation;

/** Those one is a member of, each a way in; and another one made. */
export default function Organisations() {
  const organisations = createOrganisations();
  const all = () => organisations.list.body()?.organisations ?? [];
  return (
    <Sheet title={t.titles}>
      <p>{t.titlesText}</p>
      <Show when={organisations.list.body()} fallback={<Loading list={organisations.list} />}>
        <Show when={all().length > 0} fallback={<p>{t.none}</p>}>
          <Rows each={all()} label={t.titles}>
            {(one) => (
              <>
                <RowText
                  name={one.name}
                  meta={`${serviceWords.account.roles[one.role]} · ${t.memberCount(one.members)}`}
                />
                <A href={`/organisation/${one.organisationId}`} class={buttonClass()} aria-label={t.manageOf(one.name)}>
                  <Icon name="people" />
                  {t.manage}
                </A>
              </>
            )}
          </Rows>
        </Show>
      </Show>
      <MakeForm onMade={organisations.changed} />
    </Sheet>
  );
}

function MakeForm(props: { onMade: () => Promise<void> }) {
  const navigate = useNavigate();
  const [wrong, setWrong] = createSignal<string | null>(null);
  const { act, busy, refusal } = createAct();
  // The same id when it is tried again: made twice it is one.
  let organisationId = crypto.randomUUID();
  const make = async (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const name = v.safeParse(organisationNameSchema, new FormData(event.currentTarget).get("name"));
    setWrong(name.success ? null : t.nameUnfit);
    if (!name.success) return;
    const json = { name: name.output, createdAtMs: Date.now() };
    const path = `/organisations/${organisationId}`;
    await act(
      () => outbox.server.ask("PUT", path, { json }, organisationViewSchema),
      async (made) => {
        organisationId = crypto.randomUUID();
        await props.onMade();
        navigate(`/organisation/${made.organisationId}`);
      },
    );
  };
  return (
    <form class={fieldsClass} novalidate onSubmit={(event) => void make(event)}>
      <Field label={t.name} name="name" maxLength={80} autocomplete="organization" wrong={wrong()} />
      <Refused why={refusal()} />
      <Button size="large" type="submit" aria-disabled={busy()}>
        {t.make}
      </Button>
    </form>
  );
}
