import { For, Show } from "solid-js";
import { serviceWords } from "../i18n/service-words.ts";
import { announce } from "../ui/announce.ts";
import { Choice } from "../ui/Field.tsx";
import { Sheet } from "../ui/Sheet.tsx";
import { accountView, chooseWorkspace } from "./session.ts";
import { whose } from "./whose.ts";

const t = serviceWords.account;

/** Shown once there is a choice: one's own account, or an organisation one is a member of. */
export function Workspaces() {
  const all = () => accountView()?.workspaces ?? [];
  const isOwn = (ownerId: string) => ownerId === accountView()?.accountId;
  const nameOf = (one: { ownerId: string; name: string }) => (isOwn(one.ownerId) ? t.own : one.name);
  const choose = async (one: { ownerId: string; name: string }) => {
    await chooseWorkspace(isOwn(one.ownerId) ? null : one.ownerId);
    announce(t.switched(nameOf(one)));
  };
  return (
    <Show when={all().length > 1}>
      <Sheet title={t.workspaces}>
        <p>{t.workspacesText}</p>
        <fieldset aria-label={t.workspaces}>
          <For each={all()}>
            {(one) => (
              <Choice
                type="radio"
                name="workspace"
                label={nameOf(one)}
                hint={isOwn(one.ownerId) ? undefined : t.roles[one.role]}
                checked={(whose()?.workspaceId ?? accountView()?.accountId) === one.ownerId}
                onChange={() => void choose(one)}
              />
            )}
          </For>
        </fieldset>
      </Sheet>
    </Show>
  );
}
