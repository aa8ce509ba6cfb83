// A whole scan of a folder: send, submit, follow, fetch. The same steps as the PWA's, over the same HTTP API.
import { readFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import * as v from "valibot";
import type { JobOptions } from "#contract/job-words";
import { type Report, reportSchema } from "#contract/report";
import type { ScanView } from "#contract/scan";
import { Api } from "./api.ts";
import { Board } from "./board.ts";
import { deviceToken, scanAddress } from "./device.ts";
import { downloadResults } from "./download.ts";
import { type Folder, readFolder } from "./folder.ts";
import { followJob } from "./follow.ts";
import { freshMemory, isOf, Memory, type Remembered } from "./memory.ts";
import { ScanProblem } from "./problem.ts";
import { uploadPhotos } from "./upload.ts";

export type ScanRequest = {
  url: string;
  photosFolder: string;
  out: string;
  options: JobOptions;
  name?: string;
  /** Start anew even if scan.json remembers a scan of these photos. */
  fresh?: boolean;
};

export type ScanResult = { report: Report; address: string; scanId: string; out: string };

export async function scanFolder(request: ScanRequest, board = new Board()): Promise<ScanResult> {
  const token = deviceToken();
  const api = new Api(request.url, token);
  try {
    const folder = await readFolder(request.photosFolder);
    tellAbout(folder, board);
    const memory = new Memory(request.out);
    const { remembered, view } = await takeUpOrBegin(api, request, folder, memory);
    const address = scanAddress(request.url, remembered.scanId, token);
    board.line(`Watch it in the browser: ${address}`);
    const job = await sendAndSubmit(api, request, folder, { remembered, view, memory, board });
    const ended = await followJob(api, remembered.scanId, job.jobId, (event) => board.progress(event));
    const files = await downloadResults(ended.job.results, request.out);
    board.close();
    if (ended.job.state !== "done" || ended.job.label === "failed" || !files["report.json"]) {
      const failure = ended.job.failure;
      const detail = failure ? `${failure.stage ? `In step “${failure.stage}”: ` : ""}${failure.detail}` : undefined;
      throw new ScanProblem(
        failure?.code ?? (ended.job.state === "cancelled" ? "cancelled" : "output-missing"),
        detail,
      );
    }
    const report = v.parse(reportSchema, JSON.parse(await readFile(files["report.json"], "utf8")));
    return { report, address, scanId: remembered.scanId, out: request.out };
  } finally {
    board.close();
  }
}

function tellAbout({ photos, passes, leftOut }: Folder, board: Board): void {
  board.line(`${photos.length} photos${passes > 1 ? ` in ${passes} passes` : ""}`);
  if (leftOut.length) board.line(`Left out (not pictures by their names): ${leftOut.slice(0, 5).join(", ")}`);
}

/** The scan that an earlier, broken run began, where it still is; else a new one. */
async function takeUpOrBegin(api: Api, request: ScanRequest, { photos }: Folder, memory: Memory) {
  const known = request.fresh ? null : memory.read();
  if (known && isOf(known, request.url, photos)) {
    const view = await api.scanIfThere(known.scanId);
    if (view) return { remembered: known, view };
  }
  const name = request.name ?? basename(resolve(request.photosFolder));
  const remembered = freshMemory(request.url, name, photos, Date.now());
  memory.write(remembered);
  const view = await api.putScan(remembered.scanId, { name, createdAtMs: remembered.createdAtMs });
  return { remembered, view };
}

type Begun = { remembered: Remembered; view: ScanView; memory: Memory; board: Board };

async function sendAndSubmit(api: Api, { options }: ScanRequest, { photos }: Folder, begun: Begun) {
  const { remembered, view, memory, board } = begun;
  const going = view.job && (view.job.state === "queued" || view.job.state === "running" || view.job.state === "done");
  const same = remembered.job && JSON.stringify(remembered.job.options) === JSON.stringify(options);
  if (going && same && remembered.job?.jobId === view.job?.jobId && remembered.job) {
    board.line("Taking up the scan that was sent before.");
    board.sent(photos.length, photos.length);
    return remembered.job;
  }
  const key = (one: { pass: number; name: string }) => `${one.pass}/${one.name}`;
  const idOf = new Map(remembered.photos.map((one) => [key(one), one.photoId]));
  const withIds = photos.map((photo) => ({ photo, photoId: idOf.get(key(photo)) ?? "" }));
  await uploadPhotos(api, remembered.scanId, withIds, view.photos, (count) => board.sent(count, photos.length));
  const job = { jobId: crypto.randomUUID(), options };
  // Remembered before it is asked for: a broken run finds its job again.
  memory.write({ ...remembered, job });
  const named = withIds.map(({ photo, photoId }) => ({ photoId, sha256: photo.sha256 }));
  await api.submit(remembered.scanId, { jobId: job.jobId, photos: named, options });
  return job;
}
