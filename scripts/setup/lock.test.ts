import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, test } from "vitest";

const run = promisify(execFile);
const lockModule = join(import.meta.dirname, "lock.mjs");
let keep: string;

beforeEach(() => {
  keep = mkdtempSync(join(tmpdir(), "caliper-lock-"));
});
afterEach(() => rmSync(keep, { recursive: true, force: true }));

/** A process of its own that notes when it has the lock and when it lets go. */
function worker(name: string) {
  const program = `
    import { appendFileSync } from "node:fs";
    import { withLock } from ${JSON.stringify(lockModule)};
    const note = (what) => appendFileSync(${JSON.stringify(join(keep, "notes"))}, what + "\\n");
    await withLock("setup", async () => {
      note("${name} in");
      await new Promise((done) => setTimeout(done, 150));
      note("${name} out");
    });`;
  return run(process.execPath, ["--input-type=module", "-e", program], { env: { ...process.env, CALIPER_KEEP: keep } });
}

test("commands that set up at once do it one after the other", async () => {
  await Promise.all([worker("a"), worker("b"), worker("c")]);
  const notes = readFileSync(join(keep, "notes"), "utf8").trim().split("\n");
  expect(notes).toHaveLength(6);
  for (let i = 0; i < 6; i += 2) expect(notes[i]?.replace(" in", " out")).toBe(notes[i + 1]);
});

test("a lock that a killed command left behind does not hold for ever", async () => {
  const file = join(keep, "setup.lock");
  writeFileSync(file, "");
  const longAgo = new Date(Date.now() - 60_000);
  utimesSync(file, longAgo, longAgo);
  await worker("after");
  expect(readFileSync(join(keep, "notes"), "utf8")).toBe("after in\nafter out\n");
});
