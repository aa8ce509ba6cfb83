import { A } from "@solidjs/router";
import { createResource, createSignal, For, onCleanup, onMount, Show } from "solid-js";
import { resultNames } from "#contract/job-words";
import type { ScanView } from "#contract/scan";
import { mayScan } from "../account/whose.ts";
import { online } from "../app/connection.ts";
import { serviceWords } from "../i18n/service-words.ts";
import { words } from "../i18n/words.ts";
import { Button, buttonClass } from "../ui/Button.tsx";
import { Chip } from "../ui/Chip.tsx";
import { formatBytes, formatDuration } from "../ui/format.ts";
import { Icon } from "../ui/Icon.tsx";
import { Note } from "../ui/Note.tsx";
import { visuallyHidden } from "../ui/Page.tsx";
import styles from "./ResultPanel.module.css";
import { VersionsPanel } from "./rebuild/VersionsPanel.tsx";
import { resultsOf, roomOf } from "./rebuild/versions.ts";
import { loadReport } from "./report-file.ts";
import { inline, loadResult, type ResultLink, resultNamed } from "./results.ts";
import { sameContent } from "./same-content.ts";

/** The 3D room is fetched ahead while there is a network: what can be looked at here should open in the cellar too. */
function fetchViewerAhead(): void {
  const saving = (navigator as Navigator & { connection?: { saveData?: boolean } }).connection?.saveData === true;
  if (saving || !navigator.onLine) return;
  const timer = setTimeout(() => void import("../viewer/ViewerScreen.tsx").catch(() => undefined), 1_500);
  onCleanup(() => clearTimeout(timer));
}

/** A finished scan: the picture, what it is worth, and the files. */
export function ResultPanel(props: { view: ScanView }) {
  const link = (name: "part.glb" | "report.json" | "preview.png") => resultNamed(props.view, name);
  const reportLink = sameContent(() => link("report.json"));
  const [report] = createResource(reportLink, (file) => loadReport(file).catch(() => null));
  onMount(fetchViewerAhead);
  const seconds = () => {
    const { startedAtMs, endedAtMs } = props.view.job ?? {};
    return startedAtMs && endedAtMs ? (endedAtMs - startedAtMs) / 1000 : null;
  };
  const printHref = () => {
    const version = new URLSearchParams(at("").split("?")[1]).get("version");
    return `/print?scan=${props.view.scanId}${version ? `&version=${version}` : ""}`;
  };
  const at = (room: string) => roomOf(props.view, room, props.view.job?.jobId);

  return (
    <section class={styles.panel} aria-label={words.result.title}>
      <Show when={link("preview.png")}>
        {(preview) => (
          <A href={at("view")} class={styles.picture} aria-label={words.result.look}>
            <img
              src={inline(preview().url)}
              alt={words.result.previewAlt}
              onError={(event) => event.currentTarget.toggleAttribute("hidden", true)}
            />
          </A>
        )}
      </Show>
      <div class={styles.body}>
        <h2>{words.result.title}</h2>
        <p class={styles.chips}>
          <Show when={props.view.label}>
            {(label) => (
              <Chip tone={label() === "analytic" ? "good" : label() === "failed" ? "bad" : "warn"}>
                {words.scans.labels[label()]}
              </Chip>
            )}
          </Show>
          <Show when={report.state === "ready" && report()}>
            {(file) => (
              <Chip tone={file().scale.known ? "plain" : "warn"}>
                {file().scale.source === "mat"
                  ? words.result.scaleMat
                  : file().scale.known
                    ? words.result.scaleKnown
                    : words.viewer.scaleUnknown}
              </Chip>
            )}
          </Show>
          <Show when={seconds()}>{(took) => <Chip>{words.live.took(formatDuration(took()))}</Chip>}</Show>
        </p>
        <Show when={report.state === "ready" && report()?.summary}>{(summary) => <p>{summary()}</p>}</Show>
        <div class={styles.actions}>
          <Show when={link("part.glb")}>
            <A href={at("view")} class={buttonClass({ kind: "primary", size: "large" })}>
              <Icon name="cube" />
              {words.result.look}
            </A>
          </Show>
          <Show when={link("report.json")}>
            <A href={at("report")} class={buttonClass({ size: "large" })}>
              <Icon name="report" />
              {words.result.report}
            </A>
          </Show>
          <Show when={resultNamed(props.view, "part.stl")}>
            <A href={printHref()} class={buttonClass({ size: "large" })}>
              <Icon name="layers" />
              {serviceWords.print.printThis}
            </A>
          </Show>
          <Show when={mayScan() && online() && resultsOf(props.view).length > 0 && props.view.label !== "failed"}>
            <A href={at("rebuild")} class={buttonClass({ size: "large" })}>
              <Icon name="pencil" />
              {words.rebuild.open}
            </A>
          </Show>
        </div>
      </div>
      <VersionsPanel view={props.view} shownJobId={props.view.job?.jobId} />
      <Files links={props.view.job?.results ?? []} />
    </section>
  );
}

/** Where the system can hand a file on (to mail, to a drive, to a CAD app), sharing stands beside downloading. */
const canShare = typeof navigator.canShare === "function" && typeof navigator.share === "function";

export function Files(props: { links: ResultLink[] }) {
  const [failed, setFailed] = createSignal(false);
  const share = async (link: ResultLink) => {
    try {
      const file = new File([await loadResult(link)], link.name, { type: "application/octet-stream" });
      if (navigator.canShare({ files: [file] })) await navigator.share({ files: [file], title: link.name });
      else setFailed(true);
    } catch (error) {
      setFailed(!(error instanceof DOMException && error.name === "AbortError"));
    }
  };
  return (
    <div class={styles.files}>
      <h3>{words.result.files}</h3>
      <ul>
        <For each={filesOf(props.links)}>
          {(link) => (
            <li class={styles.file}>
              <a class={styles.download} href={link.url} download={link.name}>
                <Icon name="download" />
                <span class={visuallyHidden}>{words.result.download} </span>
                <span>
                  {words.result.names[link.name]} <small>{link.name}</small>
                </span>
                <span class={styles.size}>{formatBytes(link.bytes)}</span>
              </a>
              <Show when={canShare}>
                <Button
                  kind="quiet"
                  square
                  size="large"
                  aria-label={`${words.result.share} ${link.name}`}
                  onClick={() => void share(link)}
                >
                  <Icon name="share" />
                </Button>
              </Show>
            </li>
          )}
        </For>
      </ul>
      <Show when={failed()}>
        <Note tone="warn" role="alert">
          <p>{words.result.shareFailed}</p>
        </Note>
      </Show>
    </div>
  );
}

/** In the order people want them, without the picture that stands above. */
function filesOf(links: ResultLink[]): ResultLink[] {
  const shown = links.filter((link) => link.name !== "preview.png");
  return shown.sort((a, b) => resultNames.indexOf(a.name) - resultNames.indexOf(b.name));
}
