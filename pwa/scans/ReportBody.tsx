import { For, Show } from "solid-js";
import type { Report } from "#contract/report";
import { words } from "../i18n/words.ts";
import { Chip } from "../ui/Chip.tsx";
import { formatDuration, formatLength, formatNumber } from "../ui/format.ts";
import { Note } from "../ui/Note.tsx";
import { measuredWords } from "./measured-words.ts";
import styles from "./ReportBody.module.css";

const t = words.report;

export function ReportBody(props: { report: Report }) {
  const placed = () => props.report.cameras.filter((camera) => camera.registered).length;
  const leftOut = () => props.report.cameras.filter((camera) => !camera.registered);
  return (
    <div class={styles.report}>
      <Show when={props.report.failure}>
        {(failure) => (
          <Note tone="bad" title={props.report.summary}>
            <p>{failure().detail}</p>
          </Note>
        )}
      </Show>
      <section class={styles.section}>
        <h2>{t.summary}</h2>
        <p>
          <Chip tone={props.report.label === "analytic" ? "good" : props.report.label === "failed" ? "bad" : "warn"}>
            {words.scans.labels[props.report.label]}
          </Chip>
        </p>
        <p>{props.report.summary}</p>
        <Facts rows={summaryRows(props.report)} />
      </section>
      <Show when={props.report.overrides.length > 0}>
        <section class={styles.section}>
          <h2>{words.rebuild.overrides}</h2>
          <Facts rows={overrideRows(props.report)} />
        </section>
      </Show>
      <section class={styles.section}>
        <h2>{t.warnings}</h2>
        <Show when={props.report.warnings.length > 0} fallback={<p>{t.noWarnings}</p>}>
          <ul class={styles.bullets}>
            <For each={props.report.warnings}>{(warning) => <li>{warning}</li>}</For>
          </ul>
        </Show>
      </section>
      <Show when={props.report.cameras.length > 0}>
        <section class={styles.section}>
          <h2>{t.photos}</h2>
          <p>{t.placed(placed(), props.report.cameras.length)}</p>
          <Show when={leftOut().length > 0}>
            <h3>{t.leftOut}</h3>
            <ul class={styles.bullets}>
              <For each={leftOut()}>
                {(camera) => <li>{camera.reason ? `${camera.name}: ${camera.reason}` : camera.name}</li>}
              </For>
            </ul>
          </Show>
        </section>
      </Show>
      <Show when={props.report.solid || props.report.mesh}>
        <section class={styles.section}>
          <h2>{props.report.solid ? t.solid : t.mesh}</h2>
          <Facts rows={shapeRows(props.report)} />
        </section>
      </Show>
      <Stages report={props.report} />
      <p class={styles.software}>
        {t.software}:{" "}
        {Object.entries(props.report.software)
          .map(([name, version]) => `${name} ${version}`)
          .join(", ")}
      </p>
    </div>
  );
}

function Stages(props: { report: Report }) {
  return (
    <section class={styles.section}>
      <h2>{t.stages}</h2>
      <For each={props.report.stages}>
        {(stage) => (
          <details class={styles.stage}>
            <summary>
              {words.live.stages[stage.name]}{" "}
              <small>{stage.cached ? t.cached : t.took(formatDuration(stage.seconds))}</small>
              <Show when={stage.warnings.length > 0}>
                <Chip tone="warn">{stage.warnings.length}</Chip>
              </Show>
            </summary>
            <Show when={stage.warnings.length > 0}>
              <ul class={styles.bullets}>
                <For each={stage.warnings}>{(warning) => <li>{warning}</li>}</For>
              </ul>
            </Show>
            <Facts rows={Object.entries(stage.measured).map(([key, value]) => measuredWords(key, value))} />
          </details>
        )}
      </For>
    </section>
  );
}

function Facts(props: { rows: [string, string][] }) {
  return (
    <dl class={styles.facts}>
      <For each={props.rows}>
        {([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        )}
      </For>
    </dl>
  );
}

const yesNo = (value: boolean) => (value ? t.yes : t.no);

function summaryRows(report: Report): [string, string][] {
  const unit = words.viewer.units[report.unit];
  const size = report.boundingBoxMm?.size.map((side) => formatLength(side, "").trim()).join(" × ");
  return [
    [t.fields.size, size ? `${size} ${unit}` : t.unknown],
    [t.fields.scale, report.scale.detail],
    [t.fields.frame, t.frames[report.frame]],
    [t.fields.quality, report.quality === "draft" ? words.send.draft : words.send.standard],
    [t.fields.time, formatDuration(report.seconds)],
    [t.fields.memory, report.peakMemoryMb === null ? t.unknown : `${formatNumber(Math.round(report.peakMemoryMb))} MB`],
  ];
}

function overrideRows(report: Report): [string, string][] {
  const unit = words.viewer.units[report.unit];
  const length = (value: number | null) => (value === null ? t.unknown : formatLength(value, unit));
  return report.overrides.map(({ quantity, rawMm, fittedMm, valueMm }) => [
    words.rebuild.quantities[quantity],
    words.rebuild.override(length(rawMm), length(fittedMm), length(valueMm)),
  ]);
}

function shapeRows(report: Report): [string, string][] {
  const { solid, mesh } = report;
  const unit = words.viewer.units[report.unit];
  const length = (value: number | null) => (value === null ? t.unknown : formatLength(value, unit));
  const rows: [string, string][] = [];
  if (solid) {
    rows.push([t.fields.valid, yesNo(solid.valid && solid.closed && solid.solids === 1)]);
    rows.push([t.fields.faces, formatNumber(solid.faces.length)]);
    rows.push([
      t.fields.volume,
      solid.volumeMm3 === null ? t.unknown : `${formatNumber(Math.round(solid.volumeMm3))} ${unit}³`,
    ]);
    rows.push([
      t.fields.deviation,
      t.deviation(length(solid.deviationMeanMm), length(solid.deviationP95Mm), length(solid.deviationMaxMm)),
    ]);
  }
  if (mesh) {
    rows.push([t.fields.watertight, yesNo(mesh.watertight)], [t.fields.manifold, yesNo(mesh.manifold)]);
    rows.push([t.fields.triangles, formatNumber(mesh.triangles)]);
  }
  return rows;
}
