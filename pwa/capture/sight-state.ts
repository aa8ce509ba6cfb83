import { createEffect, createSignal, onCleanup, onMount, untrack } from "solid-js";
import { type LiveJudge, type MatSight, startLiveJudge } from "./live/live-judge.ts";

/** The worker that looks at frames and stills, and whether it sees the mat: it fetches OpenCV once the mat is wanted. */
export function createSight(matWanted: () => boolean) {
  const [sight, setSight] = createSignal<MatSight>("off");
  const [unwatched, setUnwatched] = createSignal(false);
  let judge: LiveJudge | null = null;

  const start = () => {
    judge = startLiveJudge(setSight, () => setUnwatched(true));
  };
  const follow = () => {
    if (matWanted()) return judge?.seeMat();
    // On a slow line OpenCV is still on its way when a person says that there is no mat: its rest is not fetched.
    if (untrack(sight) !== "loading") return;
    judge?.close();
    setSight("off");
    start();
  };
  onMount(() => {
    try {
      start();
    } catch {
      setUnwatched(true);
      return;
    }
    createEffect(follow);
  });
  onCleanup(() => judge?.close());
  return { sight, unwatched, judge: () => judge };
}
