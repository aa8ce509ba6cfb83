import { For, Show } from "solid-js";
import { type AdminScan, adminScanSchema } from "#contract/admin";
import { words } from "../i18n/words.ts";
import { toneOf } from "../scans/scan-status.ts";
import { Chip, type Tone } from "../ui/Chip.tsx";
import { formatDate } from "../ui/format.ts";
import { Sheet, Sheets } from "../ui/Sheet.tsx";
import styles from "./Admin.module.css";
import { createLook } from "./create-look.ts";
import { JobSheet } from "./JobSheet.tsx";
import { Facts, Waiting } from "./Parts.tsx";
import { Owner } from "./Scans.tsx";
import { Alerts } from "./Work.tsx";
import { t } from "./words.ts";

const s = t.scans;
const when = (ms: number | null) => (ms === null ? null : formatDate(ms));
const stageTones: Record<"running" | "done" | "failed", Tone> = { running: "blue", done: "good", failed: "bad" };

/** One scan with all that is known of it: its jobs, what the worker told, what it counted. */
export function OneScan(props: { scanId: string }) {
  const scan = createLook(() => `/admin/scans/${props.scanId}`, adminScanSchema);
  return (
    <Show when={scan.body()} fallback={<Waiting of={scan} />}>
      {(body) => (
        <Sheets>
          <Sheet title={body().name}>
            <p>
              <Chip tone={toneOf(body().state)}>{words.scans.states[body().state]}</Chip>
            </p>
            <Facts
              of={[
                [s.facts.id, body().scanId],
                [s.facts.owner, <Owner scan={body()} />],
                [s.facts.photos, String(body().photos)],
                [s.facts.made, when(body().createdAtMs)],
                [s.facts.sent, when(body().submittedAtMs)],
                [s.facts.started, when(body().startedAtMs)],
                [s.facts.ended, when(body().endedAtMs)],
              ]}
            />
          </Sheet>
          <Stages progress={body().progress} />
          <Sheet title={s.alerts}>
            <Alerts of={body().alerts} />
          </Sheet>
          <For each={body().jobs}>
            {(job, at) => (
              <JobSheet job={job} number={body().jobs.length - at()} onChanged={scan.set} onRefresh={scan.refresh} />
            )}
          </For>
        </Sheets>
      )}
    </Show>
  );
}

function Stages(props: { progress: AdminScan["progress"] }) {
  return (
    <Sheet title={s.stages}>
      <Show when={props.progress.length > 0} fallback={<p>{s.noStages}</p>}>
        <ol class={styles.log}>
          <For each={props.progress}>
            {(event) => (
              <li>
                <Chip tone={stageTones[event.state]}>{words.live.stages[event.stage]}</Chip>
                <span>{event.text}</span>
                <span class={styles.hint}>{formatDate(event.atMs)}</span>
              </li>
            )}
          </For>
        </ol>
      </Show>
    </Sheet>
  );
}
