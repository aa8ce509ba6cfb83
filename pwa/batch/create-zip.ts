import { createSignal, onCleanup } from "solid-js";
import { batchLimits, batchViewSchema } from "#contract/batch";
import { teamWords } from "../i18n/team-words.ts";
import { type Refusal, refusalOf } from "../server/refusal.ts";
import { transfer } from "./transfer.ts";

/** A zip on its way into a batch, with how far it has come. */
export function createZip(batchId: () => string, onMade: () => Promise<void>) {
  const [share, setShare] = createSignal<number | null>(null);
  const [refusal, setRefusal] = createSignal<Pick<Refusal, "title" | "todo"> | null>(null);
  let stopping = new AbortController();
  onCleanup(() => stopping.abort());

  const send = async (file: File | undefined): Promise<void> => {
    if (!file || share() !== null) return;
    setRefusal(file.size > batchLimits.zipBytesMax ? teamWords.batch.zipTooLarge : null);
    if (refusal()) return;
    stopping = new AbortController();
    const { signal } = stopping;
    const path = `/batches/${batchId()}/zip`;
    setShare(0);
    const answer = await transfer.upload(path, { file, media: "application/zip" }, batchViewSchema, setShare, signal);
    setShare(null);
    setRefusal(signal.aborted ? null : refusalOf(answer));
    await onMade();
  };
  return { send: (file: File | undefined) => void send(file), share, refusal, stop: () => stopping.abort() };
}
export type Zip = ReturnType<typeof createZip>;
