import { For, Show } from "solid-js";
import { type AdminWork, adminWorkSchema } from "#contract/admin";
import { Button } from "../ui/Button.tsx";
import { formatDate, formatDuration } from "../ui/format.ts";
import { Sheet, Sheets } from "../ui/Sheet.tsx";
import styles from "./Admin.module.css";
import { createLook } from "./create-look.ts";
import { Facts, Tile, Tiles, Waiting } from "./Parts.tsx";
import { t } from "./words.ts";

const w = t.work;
const askEveryMs = 10_000;
const age = (ms: number) => (ms > 0 ? formatDuration(ms / 1000) : t.none);
const pairs = (of: Record<string, number>) => Object.entries(of).map(([name, n]) => [name, String(n)] as const);

/** What is under way and what waits, asked again every few seconds. */
export function Work() {
  const work = createLook(() => "/admin/work", adminWorkSchema, askEveryMs);
  return (
    <Show when={work.body()} fallback={<Waiting of={work} />}>
      {(body) => (
        <>
          <Jobs work={body()} />
          <Sheets>
            <Sheet title={w.queues}>
              <Facts
                of={[
                  [w.outboxJobs, String(body().outbox.jobs)],
                  [w.outboxSweep, String(body().outbox.sweep)],
                  [w.outboxAge, age(body().outbox.oldestAgeMs)],
                  [w.mails, String(body().waiting.mails)],
                  [w.webhooks, String(body().waiting.webhooks)],
                  [w.meters, String(body().waiting.meterEvents)],
                ]}
              />
              <h3>{w.attempts}</h3>
              <Show when={pairs(body().attempts).length > 0} fallback={<p>{t.none}</p>}>
                <Facts of={pairs(body().attempts)} />
              </Show>
            </Sheet>
            <Sheet title={w.gpu}>
              <Show when={body().gpu} fallback={<p role="status">{w.gpuDown}</p>}>
                {(gpu) => (
                  <>
                    <h3>{w.workers}</h3>
                    <Facts of={pairs(gpu().workers)} />
                    <h3>{w.gpuJobs}</h3>
                    <Facts of={pairs(gpu().jobs)} />
                  </>
                )}
              </Show>
            </Sheet>
            <Sheet title={w.alerts}>
              <Alerts of={body().alerts} />
            </Sheet>
          </Sheets>
          <div>
            <Button onClick={() => void work.refresh()}>{t.refresh}</Button>
          </div>
        </>
      )}
    </Show>
  );
}

function Jobs(props: { work: AdminWork }) {
  return (
    <Tiles>
      <Tile name={w.queued} value={String(props.work.jobs.queued)} />
      <Tile name={w.running} value={String(props.work.jobs.running)} />
      <Tile name={w.oldestQueued} value={age(props.work.jobs.oldestQueuedAgeMs)} />
      <Tile name={w.oldestRunning} value={age(props.work.jobs.oldestRunningAgeMs)} />
    </Tiles>
  );
}

export function Alerts(props: { of: AdminWork["alerts"] }) {
  return (
    <Show when={props.of.length > 0} fallback={<p>{w.noAlerts}</p>}>
      <ul class={styles.log}>
        <For each={props.of}>
          {(alert) => (
            <li>
              <strong>{alert.kind}</strong> <span>{alert.detail}</span>{" "}
              <span class={styles.hint}>{formatDate(alert.atMs)}</span>
            </li>
          )}
        </For>
      </ul>
    </Show>
  );
}
