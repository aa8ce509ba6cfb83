import { createSignal, Show } from "solid-js";
import { roles } from "#contract/access";
import { type MemberList, memberListSchema, type OrganisationView } from "#contract/organisation";
import { createAct } from "../account/create-act.ts";
import { Loading } from "../account/Passkeys.tsx";
import { accountView } from "../account/session.ts";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { teamWords } from "../i18n/team-words.ts";
import { announce } from "../ui/announce.ts";
import { Button } from "../ui/Button.tsx";
import { Confirm } from "../ui/Confirm.tsx";
import { formatDate } from "../ui/format.ts";
import { Refused } from "../ui/Refused.tsx";
import { Select } from "../ui/Select.tsx";
import { Rows, RowText, Sheet, softClass } from "../ui/Sheet.tsx";
import type { MembersAnswer } from "./member-state.ts";

const t = teamWords.organisation;
type Member = MemberList["members"][number];

const nameOf = (member: Member) => member.name || member.email || member.accountId;
export const roleOptions = roles.map((role) => ({ value: role, text: serviceWords.account.roles[role] }));

type Props = { organisation: OrganisationView; members: MembersAnswer; onChanged: () => Promise<void> };

/** Who is in it, with their roles; owners change and remove. */
export function Members(props: Props) {
  const [removed, setRemoved] = createSignal<Member | null>(null);
  const { act, refusal } = createAct();
  const path = (member: Member) => `/organisations/${props.organisation.organisationId}/members/${member.accountId}`;
  const isOwner = () => props.organisation.role === "owner";
  const isMe = (member: Member) => member.accountId === accountView()?.accountId;

  const setRole = async (member: Member, role: string) => {
    const done = await act(
      () => outbox.server.ask("PUT", path(member), { json: { role } }, memberListSchema),
      props.members.set,
    );
    // What was not done must not look as if it were.
    if (!done) await props.members.refresh();
    else announce(t.roleChanged(nameOf(member), role));
    if (done && isMe(member)) await props.onChanged();
  };
  const remove = async () => {
    const member = removed();
    setRemoved(null);
    if (!member) return;
    const done = await act(() => outbox.server.ask("DELETE", path(member)), props.members.refresh);
    if (done) announce(t.removed(nameOf(member)));
  };

  return (
    <Sheet title={t.members}>
      <Show when={props.members.body()} fallback={<Loading list={props.members} />}>
        {(body) => (
          <Rows each={body().members} label={t.members}>
            {(member) => (
              <>
                <RowText
                  name={isMe(member) ? `${nameOf(member)} (${t.you})` : nameOf(member)}
                  meta={[member.name && member.email, t.joined(formatDate(member.joinedAtMs))]
                    .filter(Boolean)
                    .join(" · ")}
                />
                <Show
                  when={isOwner()}
                  fallback={<span class={softClass}>{serviceWords.account.roles[member.role]}</span>}
                >
                  <Select
                    label={t.roleOf(nameOf(member))}
                    bare
                    options={roleOptions}
                    value={member.role}
                    onChange={(role) => void setRole(member, role)}
                  />
                  <Show when={!isMe(member)}>
                    <Button kind="quiet" aria-label={t.removeOf(nameOf(member))} onClick={() => setRemoved(member)}>
                      {t.remove}
                    </Button>
                  </Show>
                </Show>
              </>
            )}
          </Rows>
        )}
      </Show>
      <Refused why={refusal()} />
      <Confirm
        open={removed() !== null}
        title={t.removeTitle}
        text={t.removeText(removed() ? nameOf(removed() as Member) : "")}
        action={t.remove}
        onClose={() => setRemoved(null)}
        onYes={() => void remove()}
      />
    </Sheet>
  );
}
