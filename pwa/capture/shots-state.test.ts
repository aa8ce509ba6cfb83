import { createRoot, createSignal } from "solid-js";
import { expect, test } from "vitest";
import { createShots } from "./shots-state.ts";

function open() {
  const [recorded, setRecorded] = createSignal<ReadonlySet<string>>(new Set());
  const shots = createRoot(() => createShots(recorded));
  const settle: ((photoId: string | null) => void)[] = [];
  const shoot = (adds = true) => shots.watch(new Promise<string | null>((resolve) => settle.push(resolve)), adds);
  return { shots, shoot, settle, setRecorded };
}

test("a photo counts from the shutter on, and once, whichever record comes first", async () => {
  const { shots, shoot, settle, setRecorded } = open();
  const saving = shoot();
  expect(shots.count()).toBe(1);
  settle[0]?.("a");
  await saving;
  expect(shots.count()).toBe(1);
  setRecorded(new Set(["a"]));
  expect(shots.count()).toBe(1);
  expect(shots.lastId()).toBe("a");
  // Taken out again.
  setRecorded(new Set<string>());
  expect(shots.count()).toBe(0);
});

test("a photo that could not be kept counts no more, and one in another's place never", async () => {
  const { shots, shoot, settle } = open();
  const [lost, again] = [shoot(), shoot(false)];
  expect(shots.count()).toBe(1);
  settle[0]?.(null);
  settle[1]?.("b");
  await Promise.all([lost, again]);
  expect(shots.count()).toBe(0);
  expect(shots.lastId()).toBe("b");
});
