import { createResource, createSignal, Show } from "solid-js";
import type * as v from "valibot";
import { deviceListSchema, type deviceViewSchema } from "#contract/identity";
import { database, outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { createAnswer } from "../server/create-answer.ts";
import { Button } from "../ui/Button.tsx";
import { Chip } from "../ui/Chip.tsx";
import { Confirm } from "../ui/Confirm.tsx";
import { formatDate } from "../ui/format.ts";
import { Refused } from "../ui/Refused.tsx";
import { Rows, RowText, Sheet } from "../ui/Sheet.tsx";
import { deviceId } from "./account-store.ts";
import { agentWords } from "./agent.ts";
import { createAct } from "./create-act.ts";
import { Loading } from "./Passkeys.tsx";
import { accountView, join } from "./session.ts";

const t = serviceWords.account;
type Device = v.InferOutput<typeof deviceViewSchema>;

/** Devices whose scans are the account's. This one leaves by signing out. */
export function Devices() {
  const list = createAnswer(() => ({ path: "/account/devices", keep: "devices" }), deviceListSchema);
  const [own, { refetch }] = createResource(() => deviceId(database));
  const [unlinked, setUnlinked] = createSignal<Device | null>(null);
  const { act, busy, refusal } = createAct();
  const here = () => list.body()?.devices.some((device) => device.deviceId === own.latest);

  const unlink = async () => {
    const device = unlinked();
    setUnlinked(null);
    if (device) await act(() => outbox.server.ask("DELETE", `/account/devices/${device.deviceId}`), list.refresh);
  };
  const linkThis = () =>
    act(async () => {
      const joined = await join(accountView()?.accountId ?? "");
      await refetch();
      await list.refresh();
      return joined.kind === "failed" ? { kind: "unreachable" } : { kind: "ok", body: undefined };
    });

  return (
    <Sheet title={t.devices}>
      <p>{t.devicesText}</p>
      <Show when={list.body()} fallback={<Loading list={list} />}>
        <Rows each={list.body()?.devices ?? []} label={t.devices}>
          {(device) => (
            <>
              <RowText name={agentWords(device.agent)} meta={t.linked(formatDate(device.linkedAtMs))} />
              <Show when={device.deviceId !== own.latest} fallback={<Chip tone="good">{t.thisDevice}</Chip>}>
                <Button
                  kind="quiet"
                  aria-label={t.unlinkOf(agentWords(device.agent))}
                  onClick={() => setUnlinked(device)}
                >
                  {t.unlink}
                </Button>
              </Show>
            </>
          )}
        </Rows>
        <Show when={list.reach() === "fresh" && own.latest && !here()}>
          <p role="status">{t.notLinked}</p>
          <Button size="large" aria-disabled={busy()} onClick={() => void linkThis()}>
            {t.linkThis}
          </Button>
        </Show>
      </Show>
      <Refused why={refusal()} />
      <Confirm
        open={unlinked() !== null}
        title={t.unlinkTitle}
        text={t.unlinkText}
        action={t.unlink}
        onClose={() => setUnlinked(null)}
        onYes={() => void unlink()}
      />
    </Sheet>
  );
}
