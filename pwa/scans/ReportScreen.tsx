import { useParams, useSearchParams } from "@solidjs/router";
import { createResource, ErrorBoundary, Show, Suspense } from "solid-js";
import { words } from "../i18n/words.ts";
import { Note } from "../ui/Note.tsx";
import { Page } from "../ui/Page.tsx";
import { ReportBody } from "./ReportBody.tsx";
import { withVersion } from "./rebuild/versions.ts";
import { loadReport } from "./report-file.ts";
import { resultNamed } from "./results.ts";
import { sameContent } from "./same-content.ts";
import { createScan } from "./scan-state.ts";

/** What was measured, step by step, in words. */
export default function ReportScreen() {
  const params = useParams();
  const scanId = () => params.scanId ?? "";
  const scan = createScan(scanId);
  const [query] = useSearchParams();
  const version = () => (typeof query.version === "string" ? query.version : undefined);
  const link = sameContent(() => resultNamed(withVersion(scan.view(), version()), "report.json"));
  const [report] = createResource(link, loadReport);
  const title = () => `${words.report.title}: ${scan.view()?.name ?? ""}`;

  return (
    <Page title={title()} back={`/scans/${scanId()}`}>
      <Show
        when={link()}
        fallback={<p role="status">{scan.reach() === "asking" ? `${words.app.loading}…` : words.report.none}</p>}
      >
        <ErrorBoundary fallback={<Note tone="bad" role="alert" title={words.report.failed} />}>
          <Suspense fallback={<p role="status">{words.report.loading}…</p>}>
            <Show when={report()}>{(file) => <ReportBody report={file()} />}</Show>
          </Suspense>
        </ErrorBoundary>
      </Show>
    </Page>
  );
}
