import { A } from "@solidjs/router";
import { Show } from "solid-js";
import type { ScanView } from "#contract/scan";
import { problemWords } from "../i18n/problem-words.ts";
import { words } from "../i18n/words.ts";
import { buttonClass } from "../ui/Button.tsx";
import { Note } from "../ui/Note.tsx";
import { visuallyHidden } from "../ui/Page.tsx";
import { Files } from "./ResultPanel.tsx";
import { resultsOf } from "./rebuild/versions.ts";
import { resultNamed } from "./results.ts";

/** Why there is no result, in words, and what to do about it; what was measured all the same stays readable. */
export function FailurePanel(props: { view: ScanView }) {
  const failure = () => props.view.job?.failure ?? null;
  const problem = () => {
    const code = failure()?.code;
    return code ? problemWords(code) : null;
  };
  return (
    <Note tone="bad" title={problem()?.title ?? words.result.failedTitle} role="alert">
      <h2 class={visuallyHidden}>{words.result.title}</h2>
      <p>{problem()?.todo ?? words.result.tryAgain}</p>
      <Show when={failure()?.detail}>{(detail) => <p>{detail()}</p>}</Show>
      <Show when={resultNamed(props.view, "report.json")}>
        <A href={`/scans/${props.view.scanId}/report`} class={buttonClass()}>
          {words.result.report}
        </A>
      </Show>
      <Show when={resultsOf(props.view)[0]}>
        {(earlier) => (
          <A href={`/scans/${props.view.scanId}/view?version=${earlier().jobId}`} class={buttonClass()}>
            {words.outcome.earlier}
          </A>
        )}
      </Show>
      <Show when={props.view.job?.results.length}>
        <Files links={props.view.job?.results ?? []} />
      </Show>
    </Note>
  );
}
