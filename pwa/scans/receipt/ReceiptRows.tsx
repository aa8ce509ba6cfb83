import { createSignal, For, Show } from "solid-js";
import { words } from "../../i18n/words.ts";
import { announce } from "../../ui/announce.ts";
import { Button } from "../../ui/Button.tsx";
import { Chip, type Tone } from "../../ui/Chip.tsx";
import { formatBytes, formatDate } from "../../ui/format.ts";
import { Note } from "../../ui/Note.tsx";
import styles from "./ReceiptScreen.module.css";
import type { ReceiptRow, ServerWord } from "./receipt.ts";

const t = words.receipt;
const tones: Record<ServerWord, Tone> = { confirmed: "good", waiting: "warn", refused: "bad" };

/** Enough to tell photos apart by eye; the whole hash is copied. */
const shortHash = (sha256: string) => `${sha256.slice(0, 6)}…${sha256.slice(-6)}`;

export function ReceiptRows(props: { rows: ReceiptRow[] }) {
  const [failed, setFailed] = createSignal(false);
  const copy = async (row: ReceiptRow) => {
    try {
      await navigator.clipboard.writeText(row.sha256);
      setFailed(false);
      announce(t.copied(row.name));
    } catch {
      setFailed(true);
    }
  };
  return (
    <section aria-label={t.list}>
      <Show when={failed()}>
        <Note tone="warn" role="alert">
          <p>{t.copyFailed}</p>
        </Note>
      </Show>
      <ul class={styles.rows}>
        <For each={props.rows}>{(row) => <Row row={row} onCopy={() => void copy(row)} />}</For>
      </ul>
    </section>
  );
}

function Row(props: { row: ReceiptRow; onCopy: () => void }) {
  return (
    <li class={styles.row}>
      <p class={styles.name}>
        <strong>{props.row.name}</strong> <small>{words.scan.pass(props.row.pass)}</small>
      </p>
      <Chip tone={tones[props.row.word]}>{t.words[props.row.word]}</Chip>
      <p class={styles.facts}>
        {formatBytes(props.row.bytes)}
        <Show when={props.row.confirmedAtMs}>{(ms) => <> · {t.at(formatDate(ms()))}</>}</Show>
        <Show when={props.row.why}>{(why) => <> · {why()}</>}</Show>
        <Show when={!props.row.here}> · {t.freed}</Show>
      </p>
      <p class={styles.hash} title={props.row.sha256}>
        {words.photo.hash} <code>{shortHash(props.row.sha256)}</code>
      </p>
      <Button aria-label={t.copyLabel(props.row.name)} onClick={() => props.onCopy()}>
        {t.copy}
      </Button>
    </li>
  );
}
