import { useParams } from "@solidjs/router";
import { Match, Show, Switch } from "solid-js";
import type { BatchView } from "#contract/batch";
import { Gate } from "../account/Gate.tsx";
import { Loading } from "../account/Passkeys.tsx";
import { mayScan } from "../account/whose.ts";
import { teamWords } from "../i18n/team-words.ts";
import { Chip } from "../ui/Chip.tsx";
import { formatDate } from "../ui/format.ts";
import { Note } from "../ui/Note.tsx";
import { Page } from "../ui/Page.tsx";
import { Sheet, softClass } from "../ui/Sheet.tsx";
import { BatchBar } from "./BatchBar.tsx";
import styles from "./BatchScreen.module.css";
import { type Batch, createBatch } from "./batch-state.ts";
import { toneOfBatch } from "./batch-tones.ts";
import { CancelBatch } from "./CancelBatch.tsx";
import { createFill } from "./create-fill.ts";
import { createZip } from "./create-zip.ts";
import { FillSheet } from "./FillSheet.tsx";
import { ReportSheet } from "./ReportSheet.tsx";
import { SetRows } from "./SetRows.tsx";
import { SubmitSheet } from "./SubmitSheet.tsx";

const t = teamWords.batch;

/** One batch: its sets put in, submitted together, and followed to their one report. */
export default function BatchScreen() {
  const params = useParams();
  const batch = createBatch(() => params.batchId ?? "");
  return (
    <Page title={batch.body()?.name ?? t.title} back="/batches" backLabel={t.title}>
      <Gate>
        <Switch fallback={<Loading list={batch} />}>
          <Match when={batch.refusal()?.code === "not-found"}>
            <Note title={t.missingTitle}>
              <p>{t.missing}</p>
            </Note>
          </Match>
          <Match when={batch.body()}>{(view) => <Inside batch={batch} view={view()} />}</Match>
        </Switch>
      </Gate>
    </Page>
  );
}

function Inside(props: { batch: Batch; view: BatchView }) {
  const batchId = () => props.view.batchId;
  const fill = createFill(batchId, props.batch.refresh);
  const zip = createZip(batchId, props.batch.refresh);
  return (
    <div class={styles.screen}>
      <p class={styles.line}>
        <Chip tone={toneOfBatch[props.view.state]}>{t.states[props.view.state]}</Chip>
        <span class={softClass}>{t.made(formatDate(props.view.createdAtMs))}</span>
      </p>
      <Sheet title={t.progress}>
        <BatchBar counts={props.view.counts} />
        <SetRows view={props.view} local={props.batch.local} />
        <CancelBatch batch={props.batch} view={props.view} />
      </Sheet>
      <Show when={props.view.submittedAtMs !== null}>
        <ReportSheet view={props.view} />
      </Show>
      <Show when={mayScan()}>
        <SubmitSheet batch={props.batch} view={props.view} busy={fill.busy() || zip.share() !== null} />
        <FillSheet view={props.view} fill={fill} zip={zip} />
      </Show>
    </div>
  );
}
