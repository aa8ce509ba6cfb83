import { createSignal, onCleanup } from "solid-js";

/** The time, moving once a second while somebody looks at it. */
export function createClock(): () => number {
  const [now, setNow] = createSignal(Date.now());
  const timer = setInterval(() => setNow(Date.now()), 1000);
  onCleanup(() => clearInterval(timer));
  return now;
}
