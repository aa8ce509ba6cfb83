import { createEffect, createMemo, createSignal, For, on, Show } from "solid-js";
import { type BatchReport, type BatchView, batchReportSchema } from "#contract/batch";
import { problems } from "#contract/problem";
import { Loading } from "../account/Passkeys.tsx";
import { teamWords } from "../i18n/team-words.ts";
import { words } from "../i18n/words.ts";
import { createAnswer } from "../server/create-answer.ts";
import { Button } from "../ui/Button.tsx";
import { formatDuration } from "../ui/format.ts";
import { Icon } from "../ui/Icon.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Actions, Sheet } from "../ui/Sheet.tsx";
import { saveFile } from "../ui/save-file.ts";
import { Table, wideClass } from "../ui/Table.tsx";
import { transfer } from "./transfer.ts";

const t = teamWords.batch;
type Row = BatchReport["sets"][number];

/** All sets in one table, to look at and to take along. */
export function ReportSheet(props: { view: BatchView }) {
  const path = () => `/batches/${props.view.batchId}/report`;
  const report = createAnswer(() => ({ path: path(), keep: `batch-report ${props.view.batchId}` }), batchReportSchema);
  const [failed, setFailed] = createSignal(false);
  // Whatever moved in the batch moves its report.
  const counts = createMemo(() => JSON.stringify(props.view.counts));
  createEffect(on(counts, () => void report.refresh(), { defer: true }));
  const fileName = (ending: string) =>
    `${props.view.name.replace(/[^\p{L}\p{N} ._-]+/gu, "").trim() || "batch"}.${ending}`;
  const saveCsv = async () => {
    const name = fileName("csv");
    const blob = await transfer.download(`${path()}.csv`);
    setFailed(blob === null);
    if (blob) saveFile(new File([blob], name, { type: "text/csv" }));
  };
  const saveJson = () => {
    const text = JSON.stringify(report.body(), null, 2);
    saveFile(new File([text], fileName("json"), { type: "application/json" }));
  };
  return (
    <Sheet title={t.report}>
      <p>{t.reportText}</p>
      <Show when={report.body()} fallback={<Loading list={report} />}>
        {(body) => (
          <>
            <Table label={t.report} head={Object.values(t.columns)}>
              <For each={body().sets}>{(row) => <ReportRow row={row} />}</For>
            </Table>
            <Refused why={failed() ? t.downloadFailed : null} />
            <Actions>
              <Button size="large" onClick={() => void saveCsv()}>
                <Icon name="download" />
                {t.csv}
              </Button>
              <Button size="large" onClick={saveJson}>
                <Icon name="download" />
                {t.json}
              </Button>
            </Actions>
          </>
        )}
      </Show>
    </Sheet>
  );
}

function ReportRow(props: { row: Row }) {
  const why = () =>
    props.row.failureCode
      ? [problems[props.row.failureCode].title, props.row.failureDetail].filter(Boolean).join(". ")
      : "";
  return (
    <tr>
      <th scope="row">{props.row.name ?? props.row.scanId}</th>
      <td>{t.setStates[props.row.state]}</td>
      <td>{props.row.label ? words.scans.labels[props.row.label] : "–"}</td>
      <td>{props.row.dimensions ?? "–"}</td>
      <td>{props.row.seconds === null ? "–" : formatDuration(props.row.seconds)}</td>
      <td class={why() ? wideClass : undefined}>{why()}</td>
    </tr>
  );
}
