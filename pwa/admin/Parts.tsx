import { For, type JSX, Show } from "solid-js";
import type { Refusal } from "../server/refusal.ts";
import { Button, buttonClass } from "../ui/Button.tsx";
import { Icon } from "../ui/Icon.tsx";
import { Refused } from "../ui/Refused.tsx";
import styles from "./Admin.module.css";
import { t } from "./words.ts";

/** What is shown of something while it is not there. */
export function Waiting(props: { of: { reach: () => string; refusal: () => Refusal | null } }) {
  return (
    <Show when={props.of.reach() === "asking"} fallback={<Refused why={props.of.refusal()} />}>
      <p>{t.loading}…</p>
    </Show>
  );
}

/** Pairs of what and how much; those without a value are left out. */
export function Facts(props: { of: readonly (readonly [string, JSX.Element])[] }) {
  return (
    <dl class={styles.facts}>
      <For each={props.of.filter(([, value]) => value !== null && value !== undefined && value !== "")}>
        {([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        )}
      </For>
    </dl>
  );
}

/** One figure that matters, what it is, and what it is made of. */
export function Tile(props: { name: string; value: string; hint?: string }) {
  return (
    <div class={styles.tile}>
      <dt>{props.name}</dt>
      <dd>
        <span class={styles.figure}>{props.value}</span>
        <Show when={props.hint}>
          <span class={styles.hint}>{props.hint}</span>
        </Show>
      </dd>
    </div>
  );
}

export function Tiles(props: { children: JSX.Element }) {
  return <dl class={styles.tiles}>{props.children}</dl>;
}

/** A file of the same list; the session's cookie goes with a link. */
export function CsvLink(props: { href: string; what: string }) {
  return (
    <a class={buttonClass()} href={props.href} download="" aria-label={t.csvOf(props.what)}>
      <Icon name="download" />
      {t.csv}
    </a>
  );
}

export function More(props: { of: { hasMore: () => boolean; busy: () => boolean; showMore: () => void } }) {
  return (
    <Show when={props.of.hasMore()}>
      <Button aria-disabled={props.of.busy()} onClick={props.of.showMore}>
        {t.more}
      </Button>
    </Show>
  );
}

/** A line to search by, used when it is entered. */
export function SearchForm(props: { label: string; value: string; onSearch: (text: string) => void }) {
  const search = (event: SubmitEvent & { currentTarget: HTMLFormElement }) => {
    event.preventDefault();
    props.onSearch(String(new FormData(event.currentTarget).get("search") ?? "").trim());
  };
  return (
    <search class={styles.searching}>
      <form class={styles.search} onSubmit={search}>
        <input
          class={styles.input}
          type="search"
          name="search"
          aria-label={props.label}
          placeholder={props.label}
          maxLength={200}
          value={props.value}
        />
        <Button type="submit">{t.apply}</Button>
      </form>
    </search>
  );
}
