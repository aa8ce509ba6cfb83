import { useParams, useSearchParams } from "@solidjs/router";
import { createResource, ErrorBoundary, Show, Suspense } from "solid-js";
import { online } from "../app/connection.ts";
import { words } from "../i18n/words.ts";
import { resultsOf, roomOf, withVersion } from "../scans/rebuild/versions.ts";
import { loadReport } from "../scans/report-file.ts";
import { loadResult, resultNamed } from "../scans/results.ts";
import { sameContent } from "../scans/same-content.ts";
import { createScan } from "../scans/scan-state.ts";
import { Note } from "../ui/Note.tsx";
import { Page } from "../ui/Page.tsx";
import { readPart } from "./part.ts";
import { Viewer } from "./Viewer.tsx";

/** The result in 3D. The report only adds to it (scale, label, cameras): without it the part is still shown. */
export default function ViewerScreen() {
  const params = useParams();
  const scanId = () => params.scanId ?? "";
  const scan = createScan(scanId);
  const [query] = useSearchParams();
  const version = () => (typeof query.version === "string" ? query.version : undefined);
  const view = () => withVersion(scan.view(), version());
  const rebuildHref = () => {
    const shown = view();
    return shown && online() && resultsOf(shown).length > 0 ? roomOf(shown, "rebuild", shown.job?.jobId) : null;
  };
  // By content: a fresh view brings new addresses for the same bytes, and must not load the part again.
  const model = sameContent(() => resultNamed(view(), "part.glb"));
  const reportLink = sameContent(() => resultNamed(view(), "report.json"));
  const table = () => resultNamed(view(), "dimensions.csv");
  const [part] = createResource(model, async (link) => readPart(await loadResult(link)));
  const [report] = createResource(reportLink, (link) => loadReport(link).catch(() => null));
  const ready = () => {
    const shape = part();
    const read = reportLink() ? report() : null;
    return shape && read !== undefined ? { part: shape, report: read } : null;
  };

  return (
    <Page title={scan.view()?.name ?? words.viewer.title} back={`/scans/${scanId()}`}>
      <Show
        when={model()}
        fallback={<p role="status">{scan.reach() === "asking" ? `${words.app.loading}…` : words.viewer.noModel}</p>}
      >
        <ErrorBoundary fallback={(error) => <Broken error={error} />}>
          <Suspense fallback={<p role="status">{words.viewer.loading}…</p>}>
            <Show when={ready()}>
              {(loaded) => (
                <Viewer part={loaded().part} report={loaded().report} table={table()} rebuildHref={rebuildHref()} />
              )}
            </Show>
          </Suspense>
        </ErrorBoundary>
      </Show>
    </Page>
  );
}

function Broken(props: { error: unknown }) {
  const noWebgl = () => props.error instanceof Error && /webgl/i.test(props.error.message);
  console.error(props.error);
  return <Note tone="bad" role="alert" title={noWebgl() ? words.viewer.noWebgl : words.viewer.failed} />;
}
