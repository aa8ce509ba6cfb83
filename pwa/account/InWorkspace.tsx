import { Show } from "solid-js";
import { serviceWords } from "../i18n/service-words.ts";
import { softClass } from "../ui/Sheet.tsx";
import { workspaceNow } from "./session.ts";

/** In whose name one acts here, where that is an organisation's. */
export function InWorkspace() {
  return (
    <Show when={workspaceNow()}>
      {(workspace) => <p class={softClass}>{serviceWords.account.inWorkspace(workspace().name)}</p>}
    </Show>
  );
}
