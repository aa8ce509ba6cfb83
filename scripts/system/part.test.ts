import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Part } from "./part.ts";
import { freePort, isFree } from "./ports.ts";
import { RecordFile, startTicksOf } from "./record.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "caliper-part-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const shell = (name: string, script: string) => new Part({ name, program: "/bin/sh", args: ["-c", script] }, folder);
const ticks = (pid: number | undefined) => (pid ? startTicksOf(pid) : null);

test("stopping a part ends its children too, even when it ignores SIGTERM", async () => {
  const part = shell("stubborn", "trap '' TERM; sleep 60 & echo child $!; wait; wait; sleep 60");
  await expect.poll(() => part.tail()).toMatch(/child \d+/);
  const child = Number(/child (\d+)/.exec(part.tail())?.[1]);
  expect(ticks(child)).not.toBeNull();
  await part.stop();
  expect(part.running).toBe(false);
  await expect.poll(() => ticks(child)).toBeNull();
}, 10_000);

test("a part that dies says how, and its last words are kept", async () => {
  const part = shell("short", "echo broken pipe >&2; exit 3");
  expect(await part.ended).toBe("ended with code 3");
  expect(part.tail()).toBe("broken pipe");
});

test("a program that is not there is told as such", async () => {
  const part = new Part({ name: "none", program: "/nowhere/program", args: [] }, folder);
  expect(await part.ended).toMatch(/could not start/);
});

test("what a killed system left running is ended by the next start, and a living one's parts are not", async () => {
  const file = new RecordFile(join(folder, "system.json"));
  const part = shell("left", "sleep 60");
  await sleep(50);
  file.write("http://127.0.0.1:1", folder, [part]);
  expect(await file.endLeftovers()).toEqual([]);
  expect(part.running).toBe(true);

  const record = file.read();
  // As if the writer had been another process, long gone.
  writeFileSync(join(folder, "system.json"), JSON.stringify({ ...record, startTicks: "0" }));
  expect(await file.endLeftovers()).toEqual(["left"]);
  await part.ended;
  expect(file.read()).toBeNull();
});

test("a port in use is passed over", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  expect(await isFree(port)).toBe(false);
  expect(await freePort(port)).toBeGreaterThan(port);
  server.close();
});
