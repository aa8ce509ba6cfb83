import { createSignal } from "solid-js";
import { adminGpuPriceSchema } from "#contract/admin";
import { createAct } from "../account/create-act.ts";
import { outbox } from "../app/services.ts";
import { readPounds } from "../plan/money.ts";
import { announce } from "../ui/announce.ts";
import { Button } from "../ui/Button.tsx";
import { Field, fieldsClass } from "../ui/Field.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Sheet } from "../ui/Sheet.tsx";
import { t } from "./words.ts";

const q = t.quality;

/** What an hour of the GPU costs: what a model costs follows from it. */
export function GpuPrice(props: { onChanged: () => Promise<void> }) {
  const [wrong, setWrong] = createSignal<string | null>(null);
  const { act, busy, refusal } = createAct();
  const save = async (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const typed = String(new FormData(event.currentTarget).get("pounds") ?? "").trim();
    const pencePerHour = typed === "" ? null : readPounds(typed);
    const unfit = typed !== "" && pencePerHour === null;
    setWrong(unfit ? q.gpuUnfit : null);
    if (unfit) return;
    const ask = () => outbox.server.ask("PUT", "/admin/gpu-price", { json: { pencePerHour } }, adminGpuPriceSchema);
    if (await act(ask, props.onChanged)) announce(q.gpuSaved);
  };
  return (
    <Sheet title={q.gpuTitle}>
      <form class={fieldsClass} novalidate onSubmit={(event) => void save(event)}>
        <Field label={q.gpuLabel} name="pounds" inputMode="decimal" autocomplete="off" wrong={wrong()} />
        <Refused why={refusal()} />
        <Button type="submit" aria-disabled={busy()}>
          {q.gpuSave}
        </Button>
      </form>
    </Sheet>
  );
}
