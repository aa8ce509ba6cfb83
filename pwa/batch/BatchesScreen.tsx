import { A, useNavigate } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import * as v from "valibot";
import { type BatchSummary, batchListSchema, batchPutSchema, batchViewSchema } from "#contract/batch";
import { createAct } from "../account/create-act.ts";
import { Gate } from "../account/Gate.tsx";
import { InWorkspace } from "../account/InWorkspace.tsx";
import { Loading } from "../account/Passkeys.tsx";
import { mayScan, whose } from "../account/whose.ts";
import { outbox } from "../app/services.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { teamWords } from "../i18n/team-words.ts";
import { createPagedAnswer } from "../server/create-paged-answer.ts";
import { Button, buttonClass } from "../ui/Button.tsx";
import { Chip } from "../ui/Chip.tsx";
import { Field, fieldsClass } from "../ui/Field.tsx";
import { formatDate } from "../ui/format.ts";
import { Page } from "../ui/Page.tsx";
import { Refused } from "../ui/Refused.tsx";
import { Rows, RowText, Sheet, Sheets } from "../ui/Sheet.tsx";
import styles from "./BatchScreen.module.css";
import { toneOfBatch } from "./batch-tones.ts";

const t = teamWords.batch;
const pageSize = 20;

/** The workspace's batches, newest first; and another one made. */
export default function BatchesScreen() {
  return (
    <Page title={t.title} back="/account" backLabel={serviceWords.account.title}>
      <Gate>
        <div class={styles.screen}>
          <p>{t.lead}</p>
          <InWorkspace />
          <Batches />
        </div>
      </Gate>
    </Page>
  );
}

function Batches() {
  const owner = () => whose()?.workspaceId ?? whose()?.accountId;
  const list = createPagedAnswer(
    () => (owner() ? { path: `/batches?limit=${pageSize}`, keep: `batches ${owner()}` } : null),
    batchListSchema,
    ({ batches }) => batches,
  );
  return (
    <Sheets>
      <Sheet title={t.list}>
        <Show when={list.first.body()} fallback={<Loading list={list.first} />}>
          <Show when={list.rows().length > 0} fallback={<p>{t.none}</p>}>
            <Rows each={list.rows()} label={t.list}>
              {(batch) => <BatchRow batch={batch} />}
            </Rows>
          </Show>
        </Show>
        <Refused why={list.refusal()} />
        <Show when={list.hasMore()}>
          <Button aria-disabled={list.busy()} onClick={() => void list.showMore()}>
            {t.more}
          </Button>
        </Show>
      </Sheet>
      <Show when={mayScan()}>
        <MakeForm />
      </Show>
    </Sheets>
  );
}

function BatchRow(props: { batch: BatchSummary }) {
  const sets = () => Object.values(props.batch.counts).reduce((sum, n) => sum + n, 0);
  return (
    <>
      <RowText
        name={<A href={`/batches/${props.batch.batchId}`}>{props.batch.name}</A>}
        meta={`${t.sets(sets())} · ${t.made(formatDate(props.batch.createdAtMs))}`}
      />
      <Chip tone={toneOfBatch[props.batch.state]}>{t.states[props.batch.state]}</Chip>
    </>
  );
}

function MakeForm() {
  const navigate = useNavigate();
  const [wrong, setWrong] = createSignal<string | null>(null);
  const { act, busy, refusal } = createAct();
  // Tried again it is the same batch.
  const batchId = crypto.randomUUID();
  const make = async (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    const name = new FormData(event.currentTarget).get("name");
    const json = v.safeParse(batchPutSchema, { name, createdAtMs: Date.now() });
    setWrong(json.success ? null : t.nameUnfit);
    if (!json.success) return;
    await act(
      () => outbox.server.ask("PUT", `/batches/${batchId}`, { json: json.output }, batchViewSchema),
      () => navigate(`/batches/${batchId}`),
    );
  };
  return (
    <Sheet title={t.make}>
      <form class={fieldsClass} novalidate onSubmit={(event) => void make(event)}>
        <Field label={t.name} name="name" maxLength={120} autocomplete="off" wrong={wrong()} />
        <Refused why={refusal()}>
          <Show when={refusal()?.code === "plan-too-small"}>
            <A href="/plan" class={buttonClass()}>
              {t.planLink}
            </A>
          </Show>
        </Refused>
        <Button kind="primary" size="large" type="submit" aria-disabled={busy()}>
          {t.make}
        </Button>
      </form>
    </Sheet>
  );
}
