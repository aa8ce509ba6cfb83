import { A, useParams, useSearchParams } from "@solidjs/router";
import { createEffect, createSignal, Match, on, Show, Switch } from "solid-js";
import { signInPath } from "../account/way-on.ts";
import { mayScan } from "../account/whose.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { words } from "../i18n/words.ts";
import type { ScanBox } from "../outbox/model.ts";
import { buttonClass } from "../ui/Button.tsx";
import { Chip } from "../ui/Chip.tsx";
import { Note } from "../ui/Note.tsx";
import { Page } from "../ui/Page.tsx";
import { VerdictPanel } from "../verdict/VerdictPanel.tsx";
import { createVerdict } from "../verdict/verdict-state.ts";
import { FailurePanel } from "./FailurePanel.tsx";
import { LivePanel } from "./LivePanel.tsx";
import { Missing } from "./Missing.tsx";
import { GapPanel } from "./outcome/GapPanel.tsx";
import { OutcomeLine } from "./outcome/OutcomeLine.tsx";
import { createOutcome } from "./outcome/outcome-state.ts";
import { PhotosPanel } from "./PhotosPanel.tsx";
import { RemotePhotos } from "./RemotePhotos.tsx";
import { ResultPanel } from "./ResultPanel.tsx";
import { withVersion } from "./rebuild/versions.ts";
import { ScanMenu } from "./ScanMenu.tsx";
import styles from "./ScanScreen.module.css";
import { SendPanel } from "./SendPanel.tsx";
import { ShootAgain } from "./ShootAgain.tsx";
import { createScan } from "./scan-state.ts";
import { canReplace, type Status, toneOf } from "./scan-status.ts";

const photosId = "photos";

export type Scan = ReturnType<typeof createScan>;

/** One scan, from the first photo to the files: what can be done next always stands at the side, or at the foot. */
export default function ScanScreen() {
  const params = useParams();
  const scanId = () => params.scanId ?? "";
  const scan = createScan(scanId);
  const [savingCount, setSavingCount] = createSignal(0);
  const name = () => scan.box()?.scan.name ?? scan.view()?.name ?? words.scans.title;
  const outcome = createOutcome(scanId, scan.view);
  const [more, setMore] = createSignal(false);
  const closed = () => ["queued", "running", "deleting"].includes(scan.status());
  // A finished scan goes on once somebody adds photos to it.
  const goesOn = () => scan.status() !== "done" || more() || outcome.later(scan.box() ?? null).length > 0;
  const editable = () => mayScan() && !gone() && !closed() && goesOn();
  const replaceable = () => editable() && canReplace(scan.status());
  const ended = () => !gone() && ["done", "failed", "cancelled"].includes(scan.status());
  createEffect(on(closed, (now) => now && setMore(false)));
  const addMore = () => {
    setMore(true);
    document.getElementById(photosId)?.scrollIntoView();
  };
  const gone = () => scan.reach() === "gone";
  const known = () => scan.box() || (!gone() && scan.view());

  const verdict = createVerdict(() => scan.box() ?? null, editable);

  // What has just come about stands at the top: the progress after sending, the result or its failure after that.
  createEffect(
    on(
      () => phaseOf(scan.status()),
      () => scrollTo({ top: 0 }),
      { defer: true },
    ),
  );

  return (
    <Page
      title={name()}
      back="/"
      backLabel={words.app.toScans}
      actions={
        <Show when={mayScan() && known()}>
          <ScanMenu scanId={scanId()} scan={scan} />
        </Show>
      }
    >
      <Show when={known()} fallback={<Missing scan={scan} />}>
        <Show when={gone()}>
          <Note tone="warn" title={words.scan.goneTitle} role="alert">
            <p>{words.scan.goneHere}</p>
          </Note>
        </Show>
        <Show when={scan.status() === "away"}>
          <Note tone="warn" icon="person" title={serviceWords.account.heldTitle} role="status">
            <p>{serviceWords.account.held}</p>
            <A href={signInPath(`/scans/${scanId()}`)} class={buttonClass({ kind: "primary", size: "large" })}>
              {serviceWords.account.signIn}
            </A>
          </Note>
        </Show>
        <p class={styles.state}>
          <Chip tone={toneOf(scan.status())}>{words.scans.states[scan.status()]}</Chip>
        </p>
        <div class={styles.columns}>
          <Outcome scan={scan} />
          <div class={styles.main}>
            <Show when={scan.box()} fallback={<RemotePhotos view={scan.view()} />}>
              {(box: () => ScanBox) => (
                <>
                  <Show when={ended() && outcome.outcome()}>
                    {(run) => (
                      <>
                        <OutcomeLine outcome={run()} />
                        <GapPanel box={box()} asked={run().asked} onAdd={addMore} />
                      </>
                    )}
                  </Show>
                  <Show when={editable()}>
                    <VerdictPanel
                      box={box()}
                      verdict={verdict}
                      again={replaceable() ? (photo) => <ShootAgain photo={photo} /> : undefined}
                    />
                  </Show>
                  <div id={photosId} class={styles.main}>
                    <PhotosPanel
                      box={box()}
                      outcome={outcome}
                      verdict={verdict}
                      editable={editable()}
                      replaceable={replaceable()}
                      onSaving={setSavingCount}
                    />
                  </div>
                </>
              )}
            </Show>
          </div>
          <Show when={editable() && scan.status() !== "away" && scan.box()}>
            {(box: () => ScanBox) => <SendPanel box={box()} view={scan.view()} savingCount={savingCount()} />}
          </Show>
        </div>
      </Show>
    </Page>
  );
}

function phaseOf(status: Status): "making" | "working" | "ended" {
  if (status === "queued" || status === "running") return "working";
  return status === "done" || status === "failed" || status === "cancelled" ? "ended" : "making";
}

/** What the server made of it, or is making. */
function Outcome(props: { scan: Scan }) {
  const [query] = useSearchParams();
  const version = () => (typeof query.version === "string" ? query.version : undefined);
  return (
    <Switch>
      <Match when={props.scan.status() === "done" && withVersion(props.scan.view(), version())}>
        {(view) => <ResultPanel view={view()} />}
      </Match>
      <Match when={props.scan.status() === "queued" || props.scan.status() === "running"}>
        <LivePanel scan={props.scan} />
      </Match>
      <Match when={props.scan.status() === "failed" && props.scan.view()}>
        {(view) => (
          <div class={styles.across}>
            <FailurePanel view={view()} />
          </div>
        )}
      </Match>
    </Switch>
  );
}
