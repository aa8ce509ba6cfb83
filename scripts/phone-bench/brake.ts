// A page's whole process at a share of its time, workers and main thread alike.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { python } from "../setup/places.mjs";

const settleMs = 1_000;

/** `release` lets it run freely again; once as slow is as it is. */
export async function brake(pid: number, slower: number): Promise<{ release: () => Promise<void> }> {
  if (slower <= 1) return { release: async () => undefined };
  const script = join(import.meta.dirname, "slow_down.py");
  const child = spawn(python, [script, String(pid), String(1 / slower)]);
  await sleep(settleMs);
  return {
    async release() {
      child.kill("SIGTERM");
      await sleep(settleMs / 2);
    },
  };
}
