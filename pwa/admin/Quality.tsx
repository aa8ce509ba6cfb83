import { For, Show } from "solid-js";
import * as v from "valibot";
import { type AdminQuality, adminQualitySchema } from "#contract/admin";
import { problemSchema, problems } from "#contract/problem";
import { formatPence } from "../plan/money.ts";
import { formatNumber } from "../ui/format.ts";
import { Select } from "../ui/Select.tsx";
import { Sheet, Sheets } from "../ui/Sheet.tsx";
import { numberClass, Table } from "../ui/Table.tsx";
import styles from "./Admin.module.css";
import { BarChart } from "./BarChart.tsx";
import { createLook } from "./create-look.ts";
import { createFilters } from "./filters.ts";
import { formatShare } from "./format-share.ts";
import { GpuPrice } from "./GpuPrice.tsx";
import { CsvLink, Tile, Tiles, Waiting } from "./Parts.tsx";
import { qualityCharts, qualityTotals } from "./quality-charts.ts";
import { t } from "./words.ts";

const q = t.quality;
const dayOptions = (["7", "30", "90"] as const).map((value) => ({ value, text: q.dayOptions[value] }));

/** What comes out: how often it works, how long it takes, and whether the files are good. */
export function Quality() {
  const filters = createFilters(["days"]);
  const days = () => dayOptions.find(({ value }) => value === filters.of("days"))?.value ?? "30";
  const quality = createLook(() => `/admin/quality?days=${days()}`, adminQualitySchema);
  return (
    <>
      <div class={styles.filters}>
        <Select
          label={q.days}
          bare
          options={dayOptions}
          value={days()}
          onChange={(value) => filters.set({ days: value })}
        />
        <CsvLink href={`/api/v1/admin/quality.csv?days=${days()}`} what={t.rooms.quality} />
      </div>
      <Show when={quality.body()} fallback={<Waiting of={quality} />}>
        {(body) => (
          <>
            <Totals quality={body()} />
            <div class={styles.charts}>
              <For each={qualityCharts(body(), Number(days()), Date.now())}>
                {(chart) => <BarChart chart={chart} />}
              </For>
            </div>
            <Sheets>
              <Failures of={body().failures} />
              <GpuPrice onChanged={quality.refresh} />
            </Sheets>
          </>
        )}
      </Show>
    </>
  );
}

function Totals(props: { quality: AdminQuality }) {
  const totals = () => qualityTotals(props.quality);
  const checked = () => props.quality.checked;
  const share = (n: number) => formatShare(checked().reports === 0 ? null : n / checked().reports);
  const hint = () => q.checkedHint(checked().reports);
  const minutes = () => totals().minutesMean;
  const cost = () => totals().costPenceMean;
  return (
    <Tiles>
      <Tile
        name={q.success}
        value={formatShare(totals().successShare)}
        hint={q.successHint(totals().done, totals().failed)}
      />
      <Tile name={q.minutes} value={minutes() === null ? t.none : formatNumber(minutes() ?? 0)} hint={q.minutesHint} />
      <Tile
        name={q.cost}
        value={cost() === null ? t.none : formatPence(cost() ?? 0)}
        hint={cost() === null ? q.costHint : undefined}
      />
      <Tile name={q.stepValid} value={share(checked().stepValid)} hint={hint()} />
      <Tile name={q.stepClosed} value={share(checked().stepClosed)} hint={hint()} />
      <Tile name={q.printable} value={share(checked().meshWatertight)} hint={hint()} />
    </Tiles>
  );
}

function Failures(props: { of: AdminQuality["failures"] }) {
  const titleOf = (code: string) =>
    v.is(problemSchema.entries.code, code) ? `${problems[code].title} (${code})` : code;
  return (
    <Sheet title={q.failures}>
      <Show when={props.of.length > 0} fallback={<p>{q.noFailures}</p>}>
        <Table label={q.failures} head={Object.values(q.failureColumns)}>
          <For each={props.of}>
            {(failure) => (
              <tr>
                <th scope="row">{titleOf(failure.code)}</th>
                <td class={numberClass}>{failure.count}</td>
              </tr>
            )}
          </For>
        </Table>
      </Show>
    </Sheet>
  );
}
