import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import type { ScanView } from "#contract/scan";
import { problemWords } from "../../i18n/problem-words.ts";
import { words } from "../../i18n/words.ts";
import { buttonClass } from "../../ui/Button.tsx";
import { Chip } from "../../ui/Chip.tsx";
import { Note } from "../../ui/Note.tsx";
import styles from "./VersionsPanel.module.css";
import { failedRebuild, resultsOf, roomOf, versionTitle } from "./versions.ts";

const t = words.rebuild;

/** The results of a scan side by side: the one from the photos, and every rebuild of it. */
export function VersionsPanel(props: { view: ScanView; shownJobId: string | undefined }) {
  const failure = () => failedRebuild(props.view)?.failure ?? null;
  return (
    <>
      <Show when={failure()}>
        {(told) => (
          <Note tone="warn" role="alert" title={problemWords(told().code).title}>
            <p>{t.notMade}</p>
            <p>
              {problemWords(told().code).todo} {told().detail}
            </p>
          </Note>
        )}
      </Show>
      <Show when={resultsOf(props.view).length > 1}>
        <section class={styles.versions} aria-label={t.versions}>
          <h3>{t.versions}</h3>
          <ul>
            <For each={resultsOf(props.view)}>
              {(version) => (
                <li class={styles.version}>
                  <span>
                    {versionTitle(version)}{" "}
                    <small>{new Date(version.endedAtMs ?? version.submittedAtMs).toLocaleString()}</small>
                  </span>
                  <Show when={version.jobId !== props.shownJobId} fallback={<Chip tone="blue">{t.shown}</Chip>}>
                    <A
                      href={roomOf(props.view, "", version.jobId)}
                      class={buttonClass()}
                      aria-label={`${t.show}: ${versionTitle(version)}`}
                    >
                      {t.show}
                    </A>
                  </Show>
                </li>
              )}
            </For>
          </ul>
        </section>
      </Show>
    </>
  );
}
