import { createEffect, createMemo, createSignal, on } from "solid-js";
import type { JobView, ScanView } from "#contract/scan";
import { database } from "../../app/services.ts";
import type { OutboxPhoto, ScanBox } from "../../outbox/model.ts";
import { loadReport } from "../report-file.ts";
import { viewsAsked } from "./named-views.ts";
import { keepOutcome, readOutcome, type ScanOutcome } from "./outcome-store.ts";
import { type PhotoOutcome, runOutcome } from "./photo-outcome.ts";

/** What the server made of the newest run of a scan's photos: as last known, then from its report. */
export function createOutcome(scanId: () => string, view: () => ScanView | null) {
  const [outcome, setOutcome] = createSignal<ScanOutcome | null>(null);
  const job = createMemo(() => runOf(view()), undefined, { equals: (a, b) => a?.jobId === b?.jobId });

  createEffect(
    on(scanId, async (id) => {
      setOutcome(null);
      const kept = await readOutcome(database, id);
      if (id === scanId()) setOutcome((fresh) => fresh ?? kept);
    }),
  );
  createEffect(
    on(job, async (run) => {
      const id = scanId();
      const link = run?.results.find(({ name }) => name === "report.json");
      if (!run || !link) return;
      try {
        const report = await loadReport(link);
        const { made, photos } = runOutcome(report);
        const kept = await keepOutcome(database, {
          ...{ scanId: id, jobId: run.jobId, made, photos },
          asked: viewsAsked(report),
        });
        if (id === scanId()) setOutcome(kept);
      } catch (error) {
        // Offline, or a report of another version: what was kept stands.
        console.warn("The report could not be read", error);
      }
    }),
  );

  const byPhoto = createMemo(() => new Map(outcome()?.photos.map((photo) => [photo.photoId, photo])));
  return {
    outcome,
    of: (photoId: string): PhotoOutcome | null => byPhoto().get(photoId) ?? null,
    /** Photos that the run did not have; none while no run is known. */
    later: (box: ScanBox | null): OutboxPhoto[] =>
      outcome() === null
        ? []
        : (box?.photos ?? []).filter(({ state, photoId }) => state !== "removing" && !byPhoto().has(photoId)),
  };
}

export type Outcome = ReturnType<typeof createOutcome>;

/** The newest run that began from the photos and left a report; a rebuild has none of its own to tell of them. */
function runOf(view: ScanView | null): JobView | null {
  const jobs = view ? [...(view.job ? [view.job] : []), ...(view.versions ?? [])] : [];
  return jobs.find((job) => !job.rebuild && job.results.some(({ name }) => name === "report.json")) ?? null;
}
