import { useParams } from "@solidjs/router";
import { Match, Show, Switch } from "solid-js";
import type { OrganisationView } from "#contract/organisation";
import { Gate } from "../account/Gate.tsx";
import { Loading } from "../account/Passkeys.tsx";
import { serviceWords } from "../i18n/service-words.ts";
import { teamWords } from "../i18n/team-words.ts";
import { Note } from "../ui/Note.tsx";
import { Page } from "../ui/Page.tsx";
import { Sheets } from "../ui/Sheet.tsx";
import { About } from "./About.tsx";
import { BrandEditor } from "./BrandEditor.tsx";
import { Ending } from "./Ending.tsx";
import { Invitations } from "./Invitations.tsx";
import { Members } from "./Members.tsx";
import { createMembers } from "./member-state.ts";
import styles from "./OrganisationScreen.module.css";
import { createOrganisations, type Organisations } from "./organisation-state.ts";

const t = teamWords.organisation;

/** One organisation: what it is called, who is in it, how it looks; owners change it. */
export default function OrganisationScreen() {
  const params = useParams();
  const organisations = createOrganisations();
  const found = () =>
    organisations.list.body()?.organisations.find((one) => one.organisationId === params.organisationId);
  return (
    <Page title={found()?.name ?? t.title} back="/account" backLabel={serviceWords.account.title}>
      <Gate>
        <Switch fallback={<Loading list={organisations.list} />}>
          <Match when={found()}>{(one) => <Inside organisation={one()} organisations={organisations} />}</Match>
          <Match when={organisations.list.body()}>
            <Note title={t.missingTitle}>
              <p>{t.missing}</p>
            </Note>
          </Match>
        </Switch>
      </Gate>
    </Page>
  );
}

function Inside(props: { organisation: OrganisationView; organisations: Organisations }) {
  const members = createMembers(() => props.organisation.organisationId);
  const isOwner = () => props.organisation.role === "owner";
  return (
    <div class={styles.screen}>
      <Sheets>
        <About organisation={props.organisation} onChanged={props.organisations.changed} />
        <Members organisation={props.organisation} members={members} onChanged={props.organisations.changed} />
        <Show when={isOwner()}>
          <Invitations organisation={props.organisation} members={members} />
          <BrandEditor organisation={props.organisation} onChanged={props.organisations.list.refresh} />
        </Show>
        <Ending organisation={props.organisation} onChanged={props.organisations.changed} />
      </Sheets>
    </div>
  );
}
