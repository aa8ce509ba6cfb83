import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import { type AdminScanRow, adminScanListSchema } from "#contract/admin";
import { scanStateSchema } from "#contract/scan";
import { words } from "../i18n/words.ts";
import { toneOf } from "../scans/scan-status.ts";
import { Chip } from "../ui/Chip.tsx";
import { formatDate } from "../ui/format.ts";
import { Select } from "../ui/Select.tsx";
import { Sheet } from "../ui/Sheet.tsx";
import { numberClass, Table } from "../ui/Table.tsx";
import styles from "./Admin.module.css";
import { createPages } from "./create-look.ts";
import { createFilters } from "./filters.ts";
import { CsvLink, More, SearchForm, Waiting } from "./Parts.tsx";
import { t } from "./words.ts";

const s = t.scans;

/** Everybody's scans, searched and filtered. */
export function Scans() {
  const filters = createFilters(["search", "state", "owner"]);
  const scans = createPages(
    () => filters.path("/admin/scans"),
    adminScanListSchema,
    (page) => page.scans,
  );
  const states = [{ value: "", text: `${s.state}: ${t.any}` }];
  for (const state of scanStateSchema.options) states.push({ value: state, text: words.scans.states[state] });
  return (
    <Sheet title={s.list}>
      <div class={styles.filters}>
        <SearchForm label={s.hint} value={filters.of("search")} onSearch={(search) => filters.set({ search })} />
        <SearchForm label={s.owner} value={filters.of("owner")} onSearch={(owner) => filters.set({ owner })} />
        <Select
          label={s.state}
          bare
          options={states}
          value={filters.of("state")}
          onChange={(state) => filters.set({ state })}
        />
        <CsvLink href={filters.csv("/admin/scans.csv")} what={t.rooms.scans} />
      </div>
      <Show when={scans.reach() === "fresh"} fallback={<Waiting of={scans} />}>
        <Show when={scans.rows().length > 0} fallback={<p role="status">{t.nothing}</p>}>
          <Table label={s.list} head={Object.values(s.columns)}>
            <For each={scans.rows()}>{(scan) => <ScanRow scan={scan} />}</For>
          </Table>
        </Show>
        <More of={scans} />
      </Show>
    </Sheet>
  );
}

function ScanRow(props: { scan: AdminScanRow }) {
  return (
    <tr>
      <th scope="row">
        <A href={`/admin/scans/${props.scan.scanId}`}>{props.scan.name}</A>
      </th>
      <td>
        <Chip tone={toneOf(props.scan.state)}>{words.scans.states[props.scan.state]}</Chip>
        <Show when={props.scan.code}> {props.scan.code}</Show>
      </td>
      <td>
        <Owner scan={props.scan} />
      </td>
      <td class={numberClass}>{props.scan.photos}</td>
      <td>{formatDate(props.scan.submittedAtMs ?? props.scan.createdAtMs)}</td>
    </tr>
  );
}

/** An account leads to who it is; devices have no name, organisations are seen at their members. */
export function Owner(props: { scan: Pick<AdminScanRow, "ownerId" | "ownerKind"> }) {
  const short = () => `${s.ownerKinds[props.scan.ownerKind]} ${props.scan.ownerId.slice(0, 8)}`;
  return (
    <Show when={props.scan.ownerKind === "account"} fallback={short()}>
      <A href={`/admin/users/${props.scan.ownerId}`}>{short()}</A>
    </Show>
  );
}
