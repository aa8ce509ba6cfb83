import { createSignal, onCleanup, onMount } from "solid-js";
import { type Lens, type LensProblem, openLens } from "./lens.ts";

export type CameraState = { at: "starting" } | { at: "live"; lens: Lens } | { at: "problem"; problem: LensProblem };

/** The camera while its screen is open: started, kept awake, and told apart from being denied, busy or lost. */
export function createCamera(pinnedId: () => string | null, onOpen: (deviceId: string | null) => void) {
  const [state, setState] = createSignal<CameraState>({ at: "starting" });
  let open: Lens | null = null;
  let closed = false;

  const stop = () => {
    open?.close();
    open = null;
  };

  const start = async () => {
    stop();
    setState({ at: "starting" });
    const lens = await openLens(pinnedId());
    if ("problem" in lens) return setState({ at: "problem", problem: lens.problem });
    if (closed) return lens.close();
    open = lens;
    onOpen(lens.deviceId);
    lens.track.addEventListener("ended", () => open === lens && setState({ at: "problem", problem: "lost" }));
    return setState({ at: "live", lens });
  };

  // Phones end the stream in the background; coming back should not need a tap.
  const seen = () => {
    if (document.visibilityState === "visible" && open?.track.readyState === "ended") void start();
  };

  onMount(() => {
    void start();
    document.addEventListener("visibilitychange", seen);
    keepAwake();
  });
  onCleanup(() => {
    closed = true;
    document.removeEventListener("visibilitychange", seen);
    stop();
  });
  return { state, start: () => void start() };
}

/** A dark screen in the middle of a walk round a part costs a photo; where it cannot be held, nothing is lost. */
function keepAwake(): void {
  let lock: WakeLockSentinel | null = null;
  const hold = async () => {
    if (document.visibilityState !== "visible") return;
    lock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
  };
  void hold();
  document.addEventListener("visibilitychange", hold);
  onCleanup(() => {
    document.removeEventListener("visibilitychange", hold);
    void lock?.release();
  });
}
