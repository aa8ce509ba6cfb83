import { A } from "@solidjs/router";
import { createSignal, Match, Show, Switch, untrack } from "solid-js";
import { unwrap } from "solid-js/store";
import type { JobOptions } from "#contract/job-words";
import type { ScanView } from "#contract/scan";
import { online } from "../app/connection.ts";
import { outbox, sending } from "../app/services.ts";
import { words } from "../i18n/words.ts";
import type { ScanBox } from "../outbox/model.ts";
import { QuotaLine } from "../plan/QuotaLine.tsx";
import { wayOnFrom } from "../plan/quota-words.ts";
import { Button, buttonClass } from "../ui/Button.tsx";
import { createClock } from "../ui/clock.ts";
import { Note } from "../ui/Note.tsx";
import { countPhotos, type Readiness, readiness } from "./counts.ts";
import { SendOptions } from "./SendOptions.tsx";
import styles from "./SendPanel.module.css";

type Props = { box: ScanBox; view: ScanView | null; savingCount: number };

/** What stands between the photos and the result: what is missing, how it is to be worked, and the one button. */
export function SendPanel(props: Props) {
  // Sent again, it is sent as before unless the person says otherwise.
  const before = untrack(() => props.box.scan.submission?.options);
  const [options, setOptions] = createSignal<JobOptions>(
    before ? unwrap(before) : { scale: { mat: "auto" }, quality: "standard" },
  );
  const scanId = () => props.box.scan.scanId;
  const here = () => `/scans/${scanId()}`;
  const asked = () => props.box.scan.submission?.state === "asked";
  const ready = () => props.savingCount === 0 && readiness(props.box).ready;
  const trouble = () => props.box.scan.trouble ?? props.box.scan.submission?.trouble ?? null;
  const again = () => props.view?.job != null;

  const send = async () => {
    if (!ready()) return;
    await outbox.act(scanId(), { type: "submit-asked", jobId: crypto.randomUUID(), options: options() });
    sending.kick();
  };

  return (
    <aside class={styles.panel} aria-label={words.send.send}>
      <Show when={trouble()}>
        {(why) => (
          <Note tone="bad" title={why().title} role="alert">
            <p>{why().todo}</p>
            <Show when={why().detail}>
              <p>{why().detail}</p>
            </Show>
            <Show when={wayOnFrom(why().code, here())}>
              {(way) => (
                <A href={way().href} class={buttonClass()}>
                  {way().text}
                </A>
              )}
            </Show>
          </Note>
        )}
      </Show>
      <Show
        when={asked()}
        fallback={
          <>
            <SendOptions options={options()} onChange={setOptions} />
            <QuotaLine
              back={here()}
              sentJobId={props.box.scan.submission?.jobId ?? null}
              saidWhy={trouble() !== null}
            />
            <p class={styles.status} role="status" id="send-status">
              {props.savingCount > 0 ? words.send.needSaving : readinessText(readiness(props.box))}
            </p>
            <Button
              kind="primary"
              size="large"
              wide
              aria-disabled={!ready()}
              aria-describedby="send-status"
              onClick={() => void send()}
            >
              {again() ? words.send.again : words.send.send}
            </Button>
          </>
        }
      >
        <Waiting box={props.box} />
      </Show>
    </aside>
  );
}

function readinessText(state: Readiness): string {
  if (state.ready) return words.send.ready;
  if (state.why === "no-photos") return words.send.needPhotos;
  if (state.why === "refused") return words.send.needRefused(state.count);
  return words.send.needMore(state.pass, state.missing);
}

/** Asked to be sent, not yet taken over by the server. */
function Waiting(props: { box: ScanBox }) {
  const now = createClock();
  const counts = () => countPhotos(props.box.photos);
  const toGo = () => counts().saved + counts().sending;
  const retryMs = () => (props.box.scan.retryAtMs ?? 0) - now();
  const hold = async () => {
    await outbox.act(props.box.scan.scanId, { type: "submit-withdrawn" });
    sending.kick();
  };
  return (
    <>
      <p class={styles.status} role="status">
        <Switch fallback={words.send.waiting(toGo())}>
          <Match when={counts().refused > 0}>{words.send.needRefused(counts().refused)}</Match>
          <Match when={!online()}>{words.send.waitingOffline(toGo())}</Match>
          <Match when={retryMs() > 0}>{words.send.retry(Math.ceil(retryMs() / 1000))}</Match>
        </Switch>
      </p>
      <progress
        class={styles.bar}
        aria-label={words.outbox.confirmed}
        max={props.box.photos.length}
        value={counts().confirmed}
      />
      <Button size="large" wide disabled={props.box.scan.inFlight === "submit"} onClick={() => void hold()}>
        {words.send.hold}
      </Button>
    </>
  );
}
