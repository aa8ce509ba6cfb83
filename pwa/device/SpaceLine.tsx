import { A } from "@solidjs/router";
import { createEffect, createMemo, createSignal, on, onCleanup, onMount, type ParentProps, Show } from "solid-js";
import { words } from "../i18n/words.ts";
import { Button, buttonClass } from "../ui/Button.tsx";
import { formatBytes } from "../ui/format.ts";
import { Note } from "../ui/Note.tsx";
import styles from "./SpaceLine.module.css";
import { type Space, space } from "./space.ts";
import { type SpaceNeed, spaceNeed } from "./space-need.ts";

const t = words.space;

/**
 * The storage that the photos still to come need, and what is left; stands where photos are added. When not one more
 * fits, its reason stands in place of the ways to add them (its children).
 */
export function SpaceLine(
  props: ParentProps<{ sizes: readonly number[]; missing: number; onFull?: (full: boolean) => void }>,
) {
  // No resource: while one loads, the whole screen would give way to its waiting sign.
  const [known, setKnown] = createSignal<Space | null | undefined>(undefined);
  const look = () => void space().then(setKnown);
  createEffect(on(() => props.sizes.length, look));
  const seen = () => document.visibilityState === "visible" && look();
  onMount(() => document.addEventListener("visibilitychange", seen));
  onCleanup(() => document.removeEventListener("visibilitychange", seen));
  const need = () => spaceNeed(props.sizes, props.missing, known()?.freeBytes ?? null);
  const full = createMemo(() => need().verdict === "full");
  createEffect(() => props.onFull?.(full()));
  return (
    <Show when={!full()} fallback={<Full freeBytes={need().freeBytes ?? 0} onAgain={look} />}>
      {props.children}
      {/* Until the browser has answered nothing is said: "unknown" would flash by. */}
      <Show when={known() !== undefined}>
        <p class={`${styles.line} ${styles[need().verdict]}`}>{lineOf(need(), props.missing)}</p>
      </Show>
    </Show>
  );
}

function lineOf({ verdict, neededBytes, freeBytes, photosFit }: SpaceNeed, missing: number): string {
  if (freeBytes === null || photosFit === null)
    return missing > 0 ? t.lineUnknown(formatBytes(neededBytes), missing) : words.device.unknown;
  if (missing === 0) return t.lineDone(Math.min(photosFit, 999), formatBytes(freeBytes));
  const line = t.line(formatBytes(neededBytes), missing, formatBytes(freeBytes));
  if (verdict === "short") return `${line} ${t.short(photosFit)}`;
  return verdict === "tight" ? `${line} ${t.tight}` : line;
}

function Full(props: { freeBytes: number; onAgain: () => void }) {
  return (
    <Note tone="bad" title={t.fullTitle} role="alert">
      <p>{t.full(formatBytes(props.freeBytes))}</p>
      <div class={styles.ways}>
        <Button onClick={() => props.onAgain()}>{t.checkAgain}</Button>
        <A href="/device" class={buttonClass()}>
          {t.toDevice}
        </A>
        <A href="/" class={buttonClass()}>
          {t.toScans}
        </A>
      </div>
    </Note>
  );
}
