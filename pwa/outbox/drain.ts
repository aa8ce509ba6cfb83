import type { Changes } from "./changes.ts";
import type { Command, DrainEvent } from "./model.ts";
import type { OutboxStore } from "./store.ts";

export type DrainPorts = {
  store: Pick<OutboxStore, "apply" | "scanIds" | "sweep">;
  changes: Changes;
  /** Carries a command out and says what came of it; what the network does is an answer, never a rejection. */
  send(command: Command): Promise<DrainEvent>;
  /** Runs the work while nobody else on this device drains; waits for its turn. */
  alone<Result>(work: () => Promise<Result>): Promise<Result>;
  online(): boolean;
};

/** `nextAtMs`: when something waits for its retry; null when nothing is left to send. */
export type Drained = { nextAtMs: number | null };

/**
 * Sends all that can be sent, then ends. Only one drain runs at a time over all tabs and the service worker.
 * A poke that arrives meanwhile is taken up by the running drain.
 */
export function drain(ports: DrainPorts): Promise<Drained> {
  return ports.alone(async () => {
    const running = new Set<Promise<void>>();
    const waits = new Map<string, number>();
    let failed: unknown = null;

    const start = (work: Promise<void>) => {
      const guarded = work
        .catch((error: unknown) => {
          failed ??= error;
        })
        .finally(() => running.delete(guarded));
      running.add(guarded);
    };

    const advance = async (scanId: string, event: DrainEvent): Promise<void> => {
      const step = await ports.store.apply(scanId, event);
      ports.changes.tell({ type: "changed", scanId });
      if (step.waitUntilMs === null) waits.delete(scanId);
      else waits.set(scanId, step.waitUntilMs);
      for (const command of step.commands) start(ports.send(command).then((answer) => advance(scanId, answer)));
    };

    const wake = async () => {
      for (const scanId of await ports.store.scanIds())
        start(advance(scanId, { type: "woken", online: ports.online() }));
    };

    const stopListening = ports.changes.listen((change) => {
      if (change.type === "poke") start(wake());
    });
    try {
      await ports.store.sweep();
      for (const scanId of await ports.store.scanIds()) await advance(scanId, { type: "drain-started" });
      start(wake());
      while (running.size > 0) await Promise.race(running);
    } finally {
      stopListening();
    }
    if (failed) throw failed;
    return { nextAtMs: waits.size > 0 ? Math.min(...waits.values()) : null };
  });
}
