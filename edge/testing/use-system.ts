import { afterEach, beforeEach } from "vitest";
import { TestSystem } from "./test-system.ts";

/** A fresh system for each test of a file, with RunPod played by a fake. */
export function useSystem(): { current: TestSystem } {
  const held = { current: new TestSystem() };
  beforeEach(() => {
    held.current = new TestSystem();
    held.current.runpod.install();
  });
  afterEach(() => held.current.runpod.uninstall());
  return held;
}
