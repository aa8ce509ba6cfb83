import type { ResultName } from "#contract/job-words";
import type { ScanView } from "#contract/scan";
import { sha256Hex } from "../device/sha256.ts";

export type ResultLink = NonNullable<ScanView["job"]>["results"][number];

const cacheName = "results";
/** Named by content: the signed address changes, the bytes do not. */
const keyOf = (link: ResultLink) => `/results/${link.sha256}`;

export function resultNamed(view: ScanView | null, name: ResultName): ResultLink | null {
  return view?.job?.results.find((link) => link.name === name) ?? null;
}

/** A result's bytes, checked against their hash, and kept on this device so that what was looked at opens offline. */
export async function loadResult(link: ResultLink): Promise<ArrayBuffer> {
  const cache = await caches.open(cacheName).catch(() => null);
  const kept = await cache?.match(keyOf(link));
  if (kept) return kept.arrayBuffer();
  const response = await fetch(inline(link.url));
  if (!response.ok) throw new Error(`${link.name}: HTTP ${response.status}`);
  const bytes = await response.arrayBuffer();
  if ((await sha256Hex(bytes)) !== link.sha256) throw new Error(`${link.name} is not what the server said it would be`);
  // Kept if there is room; without room it is only not there offline.
  await cache?.put(keyOf(link), new Response(bytes)).catch(() => undefined);
  return bytes;
}

export async function forgetResults(view: ScanView | null): Promise<void> {
  const cache = await caches.open(cacheName).catch(() => null);
  const jobs = view ? [...(view.job ? [view.job] : []), ...(view.versions ?? [])] : [];
  for (const link of jobs.flatMap((job) => job.results)) await cache?.delete(keyOf(link));
}

/** The same link, shown in place of downloaded. */
export function inline(url: string): string {
  return `${url}${url.includes("?") ? "&" : "?"}inline=1`;
}
