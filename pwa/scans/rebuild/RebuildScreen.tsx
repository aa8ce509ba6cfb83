import { useNavigate, useParams, useSearchParams } from "@solidjs/router";
import { createMemo, createResource, createSignal, Show } from "solid-js";
import type { Problem } from "#contract/problem";
import type { KnownDistance, Rebuild } from "#contract/rebuild";
import type { Report } from "#contract/report";
import { type ScanView, scanViewSchema } from "#contract/scan";
import { outbox } from "../../app/services.ts";
import { words } from "../../i18n/words.ts";
import { Button } from "../../ui/Button.tsx";
import { Note } from "../../ui/Note.tsx";
import { Page } from "../../ui/Page.tsx";
import { loadReport } from "../report-file.ts";
import { resultNamed } from "../results.ts";
import { sameContent } from "../same-content.ts";
import { createScan } from "../scan-state.ts";
import { DimensionFields } from "./DimensionFields.tsx";
import { fieldsOf, lengthTyped, overridesOf, pointOf } from "./fields.ts";
import styles from "./RebuildScreen.module.css";
import { ScaleField } from "./ScaleField.tsx";
import { withVersion } from "./versions.ts";

const t = words.rebuild;

/** Dimensions and scale of a finished part, set by a person. */
export default function RebuildScreen() {
  const params = useParams();
  const [query] = useSearchParams();
  const scanId = () => params.scanId ?? "";
  const scan = createScan(scanId);
  const version = () => (typeof query.version === "string" ? query.version : undefined);
  const view = () => withVersion(scan.view(), version());
  const link = sameContent(() => resultNamed(view(), "report.json"));
  const [report] = createResource(link, (file) => loadReport(file).catch(() => null));
  // Each view is a new object; the report must stay the same one, or a view that comes in takes the fields from
  // under a person's hands.
  const read = createMemo(() => (report.state === "ready" ? (report() ?? null) : null));
  return (
    <Page title={t.title} back={`/scans/${scanId()}`}>
      <Show when={view() && read()} fallback={<p role="status">{`${words.app.loading}…`}</p>}>
        {(loaded) => (
          <RebuildForm view={view() as ScanView} report={loaded()} points={[pointOf(query.from), pointOf(query.to)]} />
        )}
      </Show>
    </Page>
  );
}

type Points = [ReturnType<typeof pointOf>, ReturnType<typeof pointOf>];

function RebuildForm(props: { view: ScanView; report: Report; points: Points }) {
  const navigate = useNavigate();
  const [typed, setTyped] = createSignal<Record<string, string>>({});
  const [distance, setDistance] = createSignal("");
  const [busy, setBusy] = createSignal(false);
  const [trouble, setTrouble] = createSignal<Problem | "unreachable" | null>(null);
  const fields = createMemo(() => fieldsOf(props.report));
  const apart = () => {
    const [from, to] = props.points;
    return from && to ? Math.hypot(from[0] - to[0], from[1] - to[1], from[2] - to[2]) : null;
  };
  const known = (): KnownDistance | null => {
    const [from, to] = props.points;
    const distanceMm = lengthTyped(distance());
    return from && to && distanceMm ? { from, to, distanceMm } : null;
  };
  const scale = () => {
    const [given, between] = [known(), apart()];
    return given && between ? given.distanceMm / between : 1;
  };
  const wanted = () => overridesOf(fields(), typed(), scale());
  const count = () => wanted().overrides.length + (known() ? 1 : 0);
  const sound = () => wanted().wrong.size === 0 && !Number.isNaN(lengthTyped(distance()));

  // One id for as long as the wish stays the same: an answer that got lost is asked for again.
  let asked: { wish: string; jobId: string } | null = null;
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    const { job, scanId } = props.view;
    if (!job || !sound() || count() === 0 || busy()) return;
    const of = { jobId: job.jobId, attempt: job.attempt };
    const rebuild: Rebuild = { of, overrides: wanted().overrides, knownDistance: known() };
    const wish = JSON.stringify(rebuild);
    if (asked?.wish !== wish) asked = { wish, jobId: crypto.randomUUID() };
    setBusy(true);
    setTrouble(null);
    const json = { jobId: asked.jobId, ...rebuild };
    const answer = await outbox.server.ask("POST", `/scans/${scanId}/rebuild`, { json }, scanViewSchema);
    setBusy(false);
    if (answer.kind === "ok") navigate(`/scans/${scanId}`);
    else setTrouble(answer.kind === "problem" ? answer.problem : "unreachable");
  };

  return (
    <form class={styles.form} onSubmit={(event) => void send(event)}>
      <p>{t.lead}</p>
      <DimensionFields
        report={props.report}
        fields={fields()}
        typed={typed()}
        wrong={wanted().wrong}
        scale={scale()}
        onType={(key, text) => setTyped({ ...typed(), [key]: text })}
      />
      <ScaleField view={props.view} report={props.report} apart={apart()} typed={distance()} onType={setDistance} />
      <Show when={trouble()}>{(told) => <Trouble told={told()} />}</Show>
      <div class={styles.foot}>
        <Button type="submit" kind="primary" size="large" wide disabled={busy() || count() === 0 || !sound()}>
          {busy() ? `${t.sending}…` : t.go(count())}
        </Button>
        <Show when={count() === 0 && sound()}>
          <p class={styles.hint}>{t.nothing}</p>
        </Show>
      </div>
    </form>
  );
}

function Trouble(props: { told: Problem | "unreachable" }) {
  const problem = () => (props.told === "unreachable" ? null : props.told);
  return (
    <Note tone="bad" role="alert" title={problem()?.title ?? t.unreachable}>
      <Show when={problem()}>
        {(told) => (
          <>
            <p>{told().todo}</p>
            <Show when={told().detail}>{(detail) => <p>{detail()}</p>}</Show>
          </>
        )}
      </Show>
    </Note>
  );
}
