import { createEffect, createSignal, on } from "solid-js";
import { resultsOf, withVersion } from "../scans/rebuild/versions.ts";
import { loadResult, resultNamed } from "../scans/results.ts";
import { createScan } from "../scans/scan-state.ts";
import type { Brought } from "./parts-state.ts";

type Query = { scan?: string | string[]; version?: string | string[] };

/** "Print this": the STL of a scan's result, from this device where it was looked at before. Its numbers are millimetres. */
export function createFromScan(query: Query, bring: (brought: Brought) => void) {
  const [state, setState] = createSignal<"none" | "fetching" | "here" | "missing">("none");
  const scanId = typeof query.scan === "string" ? query.scan : null;
  const version = typeof query.version === "string" ? query.version : undefined;
  if (scanId === null) return { state, backHref: null };
  const scan = createScan(() => scanId);
  setState("fetching");
  let underWay = false;
  const fetchIt = async (): Promise<void> => {
    const view = withVersion(scan.view(), version);
    const link = resultNamed(view, "part.stl");
    if (state() === "here" || underWay) return;
    if (!view || !link) {
      if (scan.reach() !== "asking") setState("missing");
      return;
    }
    setState("fetching");
    underWay = true;
    const bytes = await loadResult(link).catch(() => null);
    underWay = false;
    if (!bytes) return void setState("missing");
    setState("here");
    // Checked and estimated here by its file; for a binding price the server takes its own.
    const fromScan = view.job ? { scanId, jobId: view.job.jobId } : undefined;
    bring({ name: `${view.name}.stl`, file: new Blob([bytes]), unit: "mm", ...(fromScan && { fromScan }) });
  };
  // By content: a fresh view of the same result brings nothing new.
  createEffect(
    on(
      () =>
        [
          scan.reach() === "asking",
          resultsOf(scan.view()).length,
          resultNamed(withVersion(scan.view(), version), "part.stl")?.sha256,
        ].join(),
      () => void fetchIt(),
    ),
  );
  return { state, backHref: `/scans/${scanId}` };
}
