import { A } from "@solidjs/router";
import { Show } from "solid-js";
import { serviceWords } from "../i18n/service-words.ts";
import { softClass } from "../ui/Sheet.tsx";
import { workspaceNow } from "./session.ts";

/** Whose scans these are, where they are not one's own; the way to change it. */
export default function WorkspaceLine() {
  return (
    <Show when={workspaceNow()}>
      {(workspace) => (
        <A href="/account" class={softClass}>
          {serviceWords.account.inWorkspace(workspace().name)}
        </A>
      )}
    </Show>
  );
}
