import { Show } from "solid-js";
import { accountView, chooseWorkspace } from "../account/session.ts";
import { mayScan, whose } from "../account/whose.ts";
import { teamWords } from "../i18n/team-words.ts";
import { announce } from "../ui/announce.ts";
import { Select } from "../ui/Select.tsx";
import { softClass } from "../ui/Sheet.tsx";

const t = teamWords.organisation;

/** Over the list: whose scans these are, and the change to another's; there once there is a choice. */
export default function WorkspaceSwitch() {
  const all = () => accountView()?.workspaces ?? [];
  const isOwn = (ownerId: string) => ownerId === accountView()?.accountId;
  const options = () => all().map((one) => ({ value: one.ownerId, text: isOwn(one.ownerId) ? t.own : one.name }));
  const choose = async (ownerId: string) => {
    await chooseWorkspace(isOwn(ownerId) ? null : ownerId);
    announce(t.entered(options().find((one) => one.value === ownerId)?.text ?? ""));
  };
  return (
    <Show when={all().length > 1}>
      <Select
        label={t.workspace}
        bare
        options={options()}
        value={whose()?.workspaceId ?? accountView()?.accountId ?? ""}
        onChange={(ownerId) => void choose(ownerId)}
      />
      <Show when={!mayScan()}>
        <p class={softClass}>{t.viewerLine}</p>
      </Show>
    </Show>
  );
}
