import { createMemo, For, Show } from "solid-js";
import { DomePicture } from "../capture/DomePicture.tsx";
import { allSectors, coverage, gaps, keyOf, sectorCount, sectorsOfAngle } from "../capture/live/dome.ts";
import { words } from "../i18n/words.ts";
import type { SetVerdict } from "../judging/types.ts";
import type { ScanBox } from "../outbox/model.ts";
import { passesOf, photosOfPass } from "../scans/counts.ts";
import styles from "./VerdictBody.module.css";
import type { Verdict } from "./verdict-state.ts";

/** Two photos are no walk round a part yet. */
const photosLeast = 3;
const t = words.verdict;

/** The dome of each pass whose photos show the mat: from where they were taken, and where the judge misses some. */
export function SeenFrom(props: { box: ScanBox; verdict: Verdict; told: SetVerdict }) {
  const passes = createMemo(() =>
    passesOf(props.box).flatMap((pass) => {
      const ids = photosOfPass(props.box, pass).map(({ photoId }) => photoId);
      const directions = ids.flatMap((id) => props.verdict.directionOf(id) ?? []);
      if (directions.length < photosLeast) return [];
      const seen = coverage(directions);
      const own = new Set(ids);
      const open = props.told.gaps.filter(({ photoIds }) => photoIds.some((id) => own.has(id)));
      const missing = new Set(open.flatMap(({ sector }) => (sector ? sectorsOfAngle(sector, seen) : [])));
      return [{ pass, seen, missing }];
    }),
  );
  return (
    <Show when={passes().length > 0}>
      <ul class={styles.domes}>
        <For each={passes()}>
          {({ pass, seen, missing }) => (
            <li>
              <Show when={passes().length > 1}>
                <h3>{words.scan.pass(pass)}</h3>
              </Show>
              <DomePicture seen={seen} missing={missing} large />
              <p>{t.seenFrom(seen.size, sectorCount, inWords(missing))}</p>
            </li>
          )}
        </For>
      </ul>
      <p class={styles.soft}>{t.seenFromKey}</p>
    </Show>
  );
}

/** "left side, low; far side, low" */
function inWords(missing: ReadonlySet<string>): string {
  const rest = new Set(allSectors.map(keyOf).filter((key) => !missing.has(key)));
  return gaps(rest)
    .map(({ height, side }) => words.guide.dome.gap(height, side))
    .join("; ");
}
