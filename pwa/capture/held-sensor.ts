import type { Held } from "./shot.ts";

type Asked = typeof DeviceOrientationEvent & { requestPermission?: () => Promise<string> };

/** How the phone is held, while somebody wants to know. */
export function makeHeldSensor() {
  let last: Held | null = null;
  let sinceMs = 0;
  let listening = false;
  let closed = false;

  const turned = ({ alpha, beta, gamma }: DeviceOrientationEvent) => {
    // A desktop fires one event that says nothing.
    if (alpha === null || beta === null || gamma === null) return;
    sinceMs ||= Date.now();
    last = { alphaDeg: alpha, betaDeg: beta, gammaDeg: gamma, sinceMs };
  };
  const listen = () => {
    if (listening || closed) return;
    listening = true;
    addEventListener("deviceorientation", turned);
  };
  return {
    /** Listens where that needs no leave; `mayAsk` (from a tap alone) asks for it where it does. */
    start(mayAsk: boolean) {
      if (typeof DeviceOrientationEvent !== "function" || listening) return;
      const { requestPermission } = DeviceOrientationEvent as Asked;
      if (!requestPermission) listen();
      else if (mayAsk)
        void requestPermission.call(DeviceOrientationEvent).then(
          (answer) => answer === "granted" && listen(),
          () => undefined,
        );
    },
    now: () => last,
    close() {
      closed = true;
      removeEventListener("deviceorientation", turned);
    },
  };
}
