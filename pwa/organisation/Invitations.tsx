import { A } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import * as v from "valibot";
import { type Role, roles } from "#contract/access";
import { emailSchema, type InvitationView, invitationViewSchema, type OrganisationView } from "#contract/organisation";
import { createAct } from "../account/create-act.ts";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { teamWords } from "../i18n/team-words.ts";
import { announce } from "../ui/announce.ts";
import { Button, buttonClass } from "../ui/Button.tsx";
import { Confirm } from "../ui/Confirm.tsx";
import { Choice, Field, fieldsClass } from "../ui/Field.tsx";
import { formatDate } from "../ui/format.ts";
import { Refused } from "../ui/Refused.tsx";
import { Rows, RowText, Sheet } from "../ui/Sheet.tsx";
import type { MembersAnswer } from "./member-state.ts";

const t = teamWords.organisation;
type Props = { organisation: OrganisationView; members: MembersAnswer };

/** Somebody is invited by mail; what is not accepted yet can be withdrawn. */
export function Invitations(props: Props) {
  const [withdrawn, setWithdrawn] = createSignal<InvitationView | null>(null);
  const { act, refusal } = createAct();
  const open = () => props.members.body()?.invitations ?? [];
  const base = () => `/organisations/${props.organisation.organisationId}/invitations`;
  const withdraw = async () => {
    const invitation = withdrawn();
    setWithdrawn(null);
    if (!invitation) return;
    await act(() => outbox.server.ask("DELETE", `${base()}/${invitation.invitationId}`), props.members.refresh);
  };
  return (
    <Sheet title={t.invite}>
      <p>{t.inviteText}</p>
      <InviteForm base={base()} onSent={props.members.refresh} />
      <h3>{t.invitations}</h3>
      <Show when={open().length > 0} fallback={<p>{t.noInvitations}</p>}>
        <Rows each={open()} label={t.invitations}>
          {(one) => (
            <>
              <RowText
                name={one.email}
                meta={`${serviceWords.account.roles[one.role]} · ${t.until(formatDate(one.expiresAtMs))}`}
              />
              <Button kind="quiet" aria-label={t.withdrawOf(one.email)} onClick={() => setWithdrawn(one)}>
                {t.withdraw}
              </Button>
            </>
          )}
        </Rows>
      </Show>
      <Refused why={refusal()} />
      <Confirm
        open={withdrawn() !== null}
        title={t.withdrawTitle}
        text={t.withdrawText(withdrawn()?.email ?? "")}
        action={t.withdraw}
        onClose={() => setWithdrawn(null)}
        onYes={() => void withdraw()}
      />
    </Sheet>
  );
}

function InviteForm(props: { base: string; onSent: () => Promise<void> }) {
  const [role, setRole] = createSignal<Role>("viewer");
  const [wrong, setWrong] = createSignal<string | null>(null);
  const [sent, setSent] = createSignal("");
  const { act, busy, refusal } = createAct();
  // Kept until it was taken: tried again, it is the same invitation, and one mail.
  let invitationId = crypto.randomUUID();
  let asked = "";
  const send = async (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const form = event.currentTarget;
    const email = v.safeParse(emailSchema, new FormData(form).get("email"));
    setWrong(email.success ? null : t.emailUnfit);
    if (!email.success) return;
    const json = { email: email.output, role: role() };
    if (asked !== JSON.stringify(json)) invitationId = crypto.randomUUID();
    asked = JSON.stringify(json);
    const path = `${props.base}/${invitationId}`;
    const done = await act(() => outbox.server.ask("PUT", path, { json }, invitationViewSchema), props.onSent);
    if (!done) return;
    asked = "";
    // The role stays as it was chosen: the next colleague is often another of the same.
    (form.elements.namedItem("email") as HTMLInputElement).value = "";
    setSent(t.sent(json.email));
    announce(t.sent(json.email));
  };
  return (
    <form class={fieldsClass} novalidate onSubmit={(event) => void send(event)}>
      <Field
        label={t.email}
        name="email"
        type="email"
        inputMode="email"
        autocomplete="off"
        wrong={wrong()}
        onInput={() => setSent("")}
      />
      <fieldset aria-label={t.role}>
        {roles.map((one) => (
          <Choice
            type="radio"
            name="role"
            label={serviceWords.account.roles[one]}
            hint={t.roleHints[one]}
            checked={role() === one}
            onChange={() => setRole(one)}
          />
        ))}
      </fieldset>
      <Refused why={refusal()}>
        <Show when={refusal()?.code === "plan-too-small"}>
          <A href="/plan" class={buttonClass()}>
            {serviceWords.account.plan}
          </A>
        </Show>
      </Refused>
      <Show when={sent()}>
        <p>{sent()}</p>
      </Show>
      <Button kind="primary" size="large" type="submit" aria-disabled={busy()}>
        {t.send}
      </Button>
    </form>
  );
}
