import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import test from "node:test";
import { problems } from "#contract/problem";
import { pinnedNode, root } from "../../scripts/setup/places.mjs";
import { openPhone, url } from "../fixtures/phone.ts";
import { samplePhotos } from "../fixtures/photos.ts";

type Ended = { code: number; output: string };

function scan(folder: string, out: string): Promise<Ended> {
  const args = [join(root, "scripts/run.mjs"), "scan", folder, "--out", out, "--url", url];
  return new Promise((resolve) => {
    execFile(pinnedNode, args, { cwd: root, timeout: 60_000 }, (error, stdout, stderr) => {
      resolve({ code: error ? Number(error.code) : 0, output: stdout + stderr });
    });
  });
}

test("A scan that the command line could not finish says why, and opens in the browser", {
  timeout: 120_000,
}, async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "caliper-few-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  for (const file of samplePhotos.slice(0, 3)) copyFileSync(file, join(folder, basename(file)));

  const { code, output } = await scan(folder, join(folder, "out"));
  assert.equal(code, 1, output);
  assert.match(output, /photos sent\s+3\/3/);
  assert.match(output, /photos-too-few/);
  assert.ok(output.includes(problems["photos-too-few"].todo), output);

  const address = /http\S+#device=cd_\S+/.exec(output)?.[0] ?? "";
  const { page } = await openPhone(t, undefined, new URL(address).pathname + new URL(address).hash);
  await page.getByRole("heading", { name: basename(folder) }).waitFor();
  assert.equal(new URL(page.url()).hash, "", "the token is out of the address bar");
  await page.getByRole("heading", { name: "3 photos" }).waitFor();
  await page.reload();
  await page.getByRole("heading", { name: basename(folder) }).waitFor();
});
