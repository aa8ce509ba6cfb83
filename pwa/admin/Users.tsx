import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import { type AdminUserRow, adminUserListSchema } from "#contract/admin";
import { planNames } from "#contract/plan";
import { serviceWords } from "../i18n/service-words.ts";
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

const u = t.users;
export const nameOf = (user: Pick<AdminUserRow, "name" | "email">) => user.name || user.email || u.noName;

/** Everybody with an account, searched and filtered. */
export function Users() {
  const filters = createFilters(["search", "plan"]);
  const users = createPages(
    () => filters.path("/admin/users"),
    adminUserListSchema,
    (page) => page.users,
  );
  const plans = [{ value: "", text: `${u.plan}: ${t.any}` }];
  for (const plan of planNames) plans.push({ value: plan, text: serviceWords.plan.names[plan] });
  return (
    <Sheet title={u.list}>
      <div class={styles.filters}>
        <SearchForm label={u.hint} value={filters.of("search")} onSearch={(search) => filters.set({ search })} />
        <Select
          label={u.plan}
          bare
          options={plans}
          value={filters.of("plan")}
          onChange={(plan) => filters.set({ plan })}
        />
        <CsvLink href={filters.csv("/admin/users.csv")} what={t.rooms.users} />
      </div>
      <Show when={users.reach() === "fresh"} fallback={<Waiting of={users} />}>
        <Show when={users.rows().length > 0} fallback={<p role="status">{t.nothing}</p>}>
          <Table label={u.list} head={Object.values(u.columns)}>
            <For each={users.rows()}>{(user) => <UserRow user={user} />}</For>
          </Table>
        </Show>
        <More of={users} />
      </Show>
    </Sheet>
  );
}

function UserRow(props: { user: AdminUserRow }) {
  return (
    <tr>
      <th scope="row">
        <A href={`/admin/users/${props.user.accountId}`}>{nameOf(props.user)}</A>
        <Show when={props.user.name && props.user.email}>
          <br />
          {props.user.email}
        </Show>
        <Show when={props.user.isAdmin}>
          {" "}
          <Chip tone="blue">{u.admin}</Chip>
        </Show>
      </th>
      <td>
        {serviceWords.plan.names[props.user.plan]}
        <Show when={props.user.status}> ({props.user.status})</Show>
      </td>
      <td class={numberClass}>{props.user.scans}</td>
      <td>{props.user.lastSeenAtMs === null ? u.never : formatDate(props.user.lastSeenAtMs)}</td>
      <td>{formatDate(props.user.createdAtMs)}</td>
    </tr>
  );
}
