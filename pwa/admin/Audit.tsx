import { For, Show } from "solid-js";
import { auditListSchema } from "#contract/admin";
import { formatDate } from "../ui/format.ts";
import { Sheet } from "../ui/Sheet.tsx";
import { Table, wideClass } from "../ui/Table.tsx";
import styles from "./Admin.module.css";
import { createPages } from "./create-look.ts";
import { createFilters } from "./filters.ts";
import { CsvLink, More, SearchForm, Waiting } from "./Parts.tsx";
import { t } from "./words.ts";

const a = t.audit;

/** What administrators did. */
export function Audit() {
  const filters = createFilters(["action", "subject"]);
  const entries = createPages(
    () => filters.path("/admin/audit", 50),
    auditListSchema,
    (page) => page.entries,
  );
  return (
    <Sheet title={t.rooms.audit}>
      <p>{a.text}</p>
      <div class={styles.filters}>
        <SearchForm label={a.action} value={filters.of("action")} onSearch={(action) => filters.set({ action })} />
        <SearchForm label={a.subject} value={filters.of("subject")} onSearch={(subject) => filters.set({ subject })} />
        <CsvLink href={filters.csv("/admin/audit.csv")} what={t.rooms.audit} />
      </div>
      <Show when={entries.reach() === "fresh"} fallback={<Waiting of={entries} />}>
        <Show when={entries.rows().length > 0} fallback={<p role="status">{t.nothing}</p>}>
          <Table label={t.rooms.audit} head={Object.values(a.columns)}>
            <For each={entries.rows()}>
              {(entry) => (
                <tr>
                  <td>{formatDate(entry.atMs)}</td>
                  <td class={styles.code}>{entry.accountId.slice(0, 8)}</td>
                  <th scope="row">{entry.action}</th>
                  <td class={styles.code}>{entry.subject}</td>
                  <td class={`${styles.code} ${wideClass}`}>{JSON.stringify(entry.detail)}</td>
                </tr>
              )}
            </For>
          </Table>
        </Show>
        <More of={entries} />
      </Show>
    </Sheet>
  );
}
