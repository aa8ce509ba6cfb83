import { A } from "@solidjs/router";
import { Show } from "solid-js";
import type { BatchView } from "#contract/batch";
import { problems } from "#contract/problem";
import { teamWords } from "../i18n/team-words.ts";
import { words } from "../i18n/words.ts";
import { Chip } from "../ui/Chip.tsx";
import { Rows, RowText } from "../ui/Sheet.tsx";
import { toneOfSet } from "./batch-tones.ts";
import type { LocalSets } from "./local-sets.ts";

const t = teamWords.batch;
type Set = BatchView["sets"][number];

/** Each set with its state, what the worker is at, and what this device has still to send of it. */
export function SetRows(props: { view: BatchView; local: LocalSets }) {
  return (
    <Show when={props.view.sets.length > 0}>
      <Rows each={props.view.sets} label={t.setList}>
        {(set) => (
          <>
            <RowText
              name={
                <Show when={set.state !== "deleted"} fallback={set.name ?? set.scanId}>
                  <A href={`/scans/${set.scanId}`}>{set.name ?? set.scanId}</A>
                </Show>
              }
              meta={metaOf(set, props.local)}
            />
            <Chip tone={toneOfSet[set.state]}>{t.setStates[set.state]}</Chip>
          </>
        )}
      </Rows>
    </Show>
  );
}

function metaOf(set: Set, local: LocalSets): string {
  const here = local.of(set.scanId);
  const parts = [t.photos(set.photoCount)];
  if (here && here.toSend > 0) parts.push(t.toSend(here.toSend));
  if (here && here.refused > 0) parts.push(t.refusedHere(here.refused));
  if (set.stage) parts.push(words.live.stages[set.stage]);
  if (set.label && set.state === "done") parts.push(words.scans.labels[set.label]);
  if (set.failure) parts.push(problems[set.failure.code].title);
  return parts.join(" · ");
}
