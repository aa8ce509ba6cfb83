import { createSignal, Show } from "solid-js";
import { type AdminSwitch, adminSwitchListSchema, adminSwitchSchema } from "#contract/admin";
import { createAct } from "../account/create-act.ts";
import { outbox } from "../app/services.ts";
import { Button } from "../ui/Button.tsx";
import { Chip } from "../ui/Chip.tsx";
import { Confirm } from "../ui/Confirm.tsx";
import { formatDate } from "../ui/format.ts";
import { Refused } from "../ui/Refused.tsx";
import { Rows, RowText, Sheet } from "../ui/Sheet.tsx";
import { createLook } from "./create-look.ts";
import { Waiting } from "./Parts.tsx";
import { t } from "./words.ts";

const s = t.switches;

/** What can be switched off for everybody. */
export function Switches() {
  const list = createLook(() => "/admin/switches", adminSwitchListSchema);
  const [asked, setAsked] = createSignal<AdminSwitch | null>(null);
  const { act, busy, refusal } = createAct();
  const titleOf = (one: AdminSwitch) => (one.on ? s.turnOff : s.turnOn)(s.names[one.name]);
  const turn = async () => {
    const one = asked();
    setAsked(null);
    if (!one) return;
    const path = `/admin/switches/${one.name}`;
    await act(() => outbox.server.ask("PUT", path, { json: { on: !one.on } }, adminSwitchSchema), list.refresh);
  };
  return (
    <Sheet title={t.rooms.switches}>
      <p>{s.text}</p>
      <Show when={list.body()} fallback={<Waiting of={list} />}>
        {(body) => (
          <Rows each={body().switches} label={t.rooms.switches}>
            {(one) => (
              <>
                <RowText
                  name={s.names[one.name]}
                  meta={`${one.says} ${one.updatedAtMs === null ? "" : s.since(formatDate(one.updatedAtMs))}`}
                />
                <Chip tone={one.on ? "good" : "bad"}>{one.on ? s.on : s.off}</Chip>
                <Button aria-disabled={busy()} aria-label={titleOf(one)} onClick={() => setAsked(one)}>
                  {one.on ? s.offGo : s.onGo}
                </Button>
              </>
            )}
          </Rows>
        )}
      </Show>
      <Refused why={refusal()} />
      <Confirm
        open={asked() !== null}
        title={asked() ? titleOf(asked() as AdminSwitch) : ""}
        text={asked()?.says ?? ""}
        action={asked()?.on ? s.offGo : s.onGo}
        danger={asked()?.on ?? true}
        onClose={() => setAsked(null)}
        onYes={() => void turn()}
      />
    </Sheet>
  );
}
