import type { JobView, ScanView } from "#contract/scan";
import { words } from "../../i18n/words.ts";

const t = words.rebuild;

/** The scan with another of its results in place of the newest; one that is not there (any more) leaves it as it is. */
export function withVersion(view: ScanView | null, jobId: string | undefined): ScanView | null {
  const job = resultsOf(view).find((version) => version.jobId === jobId);
  return view && job ? { ...view, job, label: job.label } : view;
}

/** Results to look at, newest first. A view kept on this device by an older app knows only one. */
export function resultsOf(view: ScanView | null): JobView[] {
  return (view?.versions ?? []).filter((version) => version.results.length > 0 && version.state === "done");
}

/** A rebuild that came to nothing after everything else. */
export function failedRebuild(view: ScanView | null): JobView | null {
  const newest = view?.versions?.[0];
  return newest?.rebuild && newest.state === "failed" ? newest : null;
}

export function versionTitle({ rebuild }: JobView): string {
  if (!rebuild) return t.original;
  const changes = rebuild.overrides.length > 0 ? [t.changes(rebuild.overrides.length)] : [];
  return t.rebuilt([...changes, ...(rebuild.knownDistance ? [t.newScale] : [])].join(", "));
}

/** The room of a scan, of that version; the newest needs no naming. */
export function roomOf(view: ScanView, room: string, jobId?: string): string {
  const query = jobId && jobId !== resultsOf(view)[0]?.jobId ? `?version=${jobId}` : "";
  return `/scans/${view.scanId}${room && `/${room}`}${query}`;
}
