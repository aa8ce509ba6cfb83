import { createEffect, createSignal, For, on, Show } from "solid-js";
import type { ProgressEvent } from "#contract/job-words";
import { type StageName, stageNames } from "#contract/job-words";
import type { JobView } from "#contract/scan";
import { mayScan } from "../account/whose.ts";
import { online } from "../app/connection.ts";
import { outbox } from "../app/services.ts";
import { words } from "../i18n/words.ts";
import { announce } from "../ui/announce.ts";
import { Button } from "../ui/Button.tsx";
import { createClock } from "../ui/clock.ts";
import { Dialog } from "../ui/Dialog.tsx";
import { formatDuration } from "../ui/format.ts";
import { Icon } from "../ui/Icon.tsx";
import { Note } from "../ui/Note.tsx";
import styles from "./LivePanel.module.css";
import type { Scan } from "./ScanScreen.tsx";

/** A rebuild begins from what was measured. */
const rebuildStages: readonly StageName[] = ["cad", "export"];

/** A job as it runs: each step with what it counts, how long it has taken, and how fresh this is. */
export function LivePanel(props: { scan: Scan }) {
  const now = createClock();
  const job = () => props.scan.view()?.job ?? null;
  const started = () => job()?.startedAtMs ?? null;
  const eventOf = (stage: StageName) => job()?.progress.find((event) => event.stage === stage) ?? null;
  const newest = () => job()?.progress.at(-1)?.text ?? "";
  createEffect(on(newest, (text) => text && announce(text), { defer: true }));

  return (
    <section class={styles.panel} aria-label={words.live.title}>
      <header class={styles.head}>
        <h2>{words.live.title}</h2>
        <p>
          {started() === null
            ? words.live.queued
            : words.live.elapsed(formatDuration((now() - (started() ?? 0)) / 1000))}
        </p>
      </header>
      <Show when={(job()?.attempt ?? 1) > 1}>
        <Note tone="warn">
          <p>{words.live.attempt(job()?.attempt ?? 1)}</p>
        </Note>
      </Show>
      <ol class={styles.stages}>
        <For each={job()?.rebuild ? rebuildStages : stageNames}>
          {(stage) => <Stage stage={stage} event={eventOf(stage)} />}
        </For>
      </ol>
      <p class={styles.hint}>
        {words.live.queuedHint}{" "}
        <span>
          {!online()
            ? words.live.linkOffline
            : props.scan.link() === "live"
              ? words.live.linkLive
              : words.live.linkPolling}
        </span>
      </p>
      <Show when={mayScan() && job()}>{(running) => <CancelJob scan={props.scan} job={running()} />}</Show>
    </section>
  );
}

function Stage(props: { stage: StageName; event: ProgressEvent | null }) {
  const state = () => props.event?.state ?? "waiting";
  const spoken = {
    done: words.live.stateDone,
    running: words.live.stateRunning,
    failed: words.live.stateFailed,
    waiting: words.live.stateWaiting,
  };
  return (
    <li class={`${styles.stage} ${styles[state()]}`} aria-current={state() === "running" ? "step" : undefined}>
      <span class={styles.dot} role="img" aria-label={spoken[state()]}>
        <Show when={state() === "done"}>
          <Icon name="check" size={16} />
        </Show>
        <Show when={state() === "failed"}>
          <Icon name="alert" size={16} />
        </Show>
      </span>
      <span class={styles.name}>{words.live.stages[props.stage]}</span>
      <Show when={props.event}>
        {(event) => (
          <span class={styles.text}>
            {event().text}
            <Show when={event().state === "running" && event().total !== null && event().done !== null}>
              <progress
                max={event().total ?? 1}
                value={event().done ?? 0}
                aria-label={words.live.stages[props.stage]}
              />
            </Show>
          </span>
        )}
      </Show>
    </li>
  );
}

function CancelJob(props: { scan: Scan; job: JobView }) {
  const [asking, setAsking] = createSignal(false);
  const [failed, setFailed] = createSignal(false);
  const cancel = async () => {
    setAsking(false);
    const answer = await outbox.server.ask("POST", `/scans/${props.scan.view()?.scanId}/cancel`);
    setFailed(answer.kind === "unreachable");
    await props.scan.refresh();
  };
  return (
    <>
      <Show when={failed()}>
        <Note tone="warn" role="alert">
          <p>{words.live.cancelFailed}</p>
        </Note>
      </Show>
      <div>
        <Button onClick={() => setAsking(true)}>{words.live.cancel}</Button>
      </div>
      <Dialog
        open={asking()}
        title={words.live.cancelTitle}
        onClose={() => setAsking(false)}
        actions={
          <>
            <Button size="large" onClick={() => setAsking(false)}>
              {words.live.keep}
            </Button>
            <Button kind="danger" size="large" onClick={() => void cancel()}>
              {words.live.cancel}
            </Button>
          </>
        }
      >
        <p>{words.live.cancelText}</p>
      </Dialog>
    </>
  );
}
