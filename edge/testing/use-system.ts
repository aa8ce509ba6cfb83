import { afterEach, beforeEach } from "vitest";
import { TestSystem } from "./test-system.ts";

/** A fresh system for each test of a file, with RunPod played by a fake. */
export function useSystem(): { current: TestSystem } {
  const held = { current: new TestSystem() };
  beforeEach(async () => {
    held.current = new TestSystem();
    held.current.runpod.install();
    // The database is shared by all files; cron looks after every living job, also those other tests left behind.
    await held.current.env.DB.batch(
      ["attempts", "jobs", "outbox"].map((t) => held.current.env.DB.prepare(`DELETE FROM ${t}`)),
    );
  });
  afterEach(() => held.current.runpod.uninstall());
  return held;
}
