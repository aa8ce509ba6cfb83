import { For, Show } from "solid-js";
import type { AdminJob, AdminScan } from "#contract/admin";
import { problems } from "#contract/problem";
import { words } from "../i18n/words.ts";
import { toneOf } from "../scans/scan-status.ts";
import { Chip } from "../ui/Chip.tsx";
import { formatDate, formatDuration } from "../ui/format.ts";
import { Sheet } from "../ui/Sheet.tsx";
import { numberClass, Table } from "../ui/Table.tsx";
import { JobDeeds } from "./JobDeeds.tsx";
import { Facts } from "./Parts.tsx";
import { t } from "./words.ts";

const s = t.scans;

type Props = {
  job: AdminJob;
  number: number;
  onChanged: (scan: AdminScan) => void;
  onRefresh: () => Promise<void>;
};

/** One job of a scan: how it went, attempt by attempt, what it counted, and what can be done. */
export function JobSheet(props: Props) {
  const failure = () => {
    const { failure: why } = props.job;
    return why && [problems[why.code].title, why.detail].filter(Boolean).join(". ");
  };
  return (
    <Sheet title={s.job(props.number)}>
      <p>
        <Chip tone={toneOf(props.job.state)}>{words.scans.states[props.job.state]}</Chip>{" "}
        <Show when={props.job.isRebuild}>
          <Chip>{s.rebuild}</Chip>
        </Show>
      </p>
      <Facts
        of={[
          [s.jobFacts.failure, failure()],
          [s.jobFacts.id, props.job.jobId],
          [s.jobFacts.options, s.quality(props.job.options.quality, props.job.options.scale.mat)],
          [s.jobFacts.photos, String(props.job.photos)],
          [s.jobFacts.losses, String(props.job.losses)],
          [s.jobFacts.gpu, props.job.workSeconds === null ? null : formatDuration(props.job.workSeconds)],
          [s.jobFacts.metered, props.job.metered && s.metered[props.job.metered]],
          [s.facts.sent, formatDate(props.job.submittedAtMs)],
          [s.facts.ended, props.job.endedAtMs === null ? null : formatDate(props.job.endedAtMs)],
        ]}
      />
      <Attempts of={props.job.attempts} />
      <Ledger of={props.job.ledger} />
      <JobDeeds job={props.job} onChanged={props.onChanged} onRefresh={props.onRefresh} />
    </Sheet>
  );
}

function Attempts(props: { of: AdminJob["attempts"] }) {
  return (
    <Show when={props.of.length > 0}>
      <h3>{s.attempts}</h3>
      <Table label={s.attempts} head={Object.values(s.attemptColumns)}>
        <For each={props.of}>
          {(one) => (
            <tr>
              <th scope="row">{one.attempt}</th>
              <td>{one.phase}</td>
              <td>{formatDate(one.openedAtMs)}</td>
              <td>{formatDate(one.changedAtMs)}</td>
              <td>{one.runpodId ?? t.none}</td>
            </tr>
          )}
        </For>
      </Table>
    </Show>
  );
}

function Ledger(props: { of: AdminJob["ledger"] }) {
  return (
    <Show when={props.of.length > 0}>
      <h3>{s.ledger}</h3>
      <Table label={s.ledger} head={Object.values(s.ledgerColumns)}>
        <For each={props.of}>
          {(entry) => (
            <tr>
              <th scope="row">{entry.kind}</th>
              <td class={numberClass}>{entry.models}</td>
              <td>{formatDate(entry.atMs)}</td>
            </tr>
          )}
        </For>
      </Table>
    </Show>
  );
}
