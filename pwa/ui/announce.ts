import { createSignal } from "solid-js";

const [spoken, setSpoken] = createSignal("");

/** The text of the page's one polite live region. */
export const announcement = spoken;

/** Says something to a screen reader; the same text twice is said twice. */
export function announce(text: string): void {
  setSpoken("");
  queueMicrotask(() => setSpoken(text));
}
