import { useNavigate } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import type { OrganisationView } from "#contract/organisation";
import { createAct } from "../account/create-act.ts";
import { chooseWorkspace } from "../account/session.ts";
import { whose } from "../account/whose.ts";
import { outbox } from "../app/services.ts";
import { teamWords } from "../i18n/team-words.ts";
import { Button } from "../ui/Button.tsx";
import { Confirm } from "../ui/Confirm.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Actions, Sheet } from "../ui/Sheet.tsx";

const t = teamWords.organisation;

/** Out of it; or, for owners, the end of it. */
export function Ending(props: { organisation: OrganisationView; onChanged: () => Promise<void> }) {
  const navigate = useNavigate();
  const [asking, setAsking] = createSignal<"leave" | "delete" | null>(null);
  const { act, refusal } = createAct();
  const path = () => `/organisations/${props.organisation.organisationId}`;
  const go = async (what: "leave" | "delete") => {
    setAsking(null);
    const { organisationId } = props.organisation;
    const ask = () =>
      what === "leave" ? outbox.server.ask("POST", `${path()}/leave`) : outbox.server.ask("DELETE", path());
    await act(ask, async () => {
      if (whose()?.workspaceId === organisationId) await chooseWorkspace(null);
      await props.onChanged();
      navigate("/account");
    });
  };
  return (
    <Sheet title={t.end}>
      <Actions>
        <Button size="large" onClick={() => setAsking("leave")}>
          {t.leave}
        </Button>
        <Show when={props.organisation.role === "owner"}>
          <Button kind="danger" size="large" onClick={() => setAsking("delete")}>
            {t.delete}
          </Button>
        </Show>
      </Actions>
      <Refused why={refusal()} />
      <Confirm
        open={asking() === "leave"}
        title={t.leaveTitle}
        text={t.leaveText(props.organisation.name)}
        action={t.leave}
        onClose={() => setAsking(null)}
        onYes={() => void go("leave")}
      />
      <Confirm
        open={asking() === "delete"}
        title={t.deleteTitle}
        text={t.deleteText(props.organisation.name)}
        action={t.delete}
        onClose={() => setAsking(null)}
        onYes={() => void go("delete")}
      />
    </Sheet>
  );
}
