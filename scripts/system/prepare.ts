// What must be there before the system can start: the built PWA, and the tables.
import { createHash } from "node:crypto";
import { join } from "node:path";
import { withLock } from "../setup/lock.mjs";
import { binaries, root } from "../setup/places.mjs";
import { runStep } from "../setup/step.mjs";
import { fingerprint, unlessDone } from "./fingerprint.ts";
import { wranglerEnv } from "./parts.ts";

const pwaSources = [
  "pwa",
  "public",
  "edge/contract",
  "edge/quote",
  "vite.config.ts",
  "vite-widget.config.ts",
  "scripts/system/opencv-plugin.ts",
  "package-lock.json",
];

/** Builds the PWA, and the quote widget beside it, into dist/ when its sources have changed. */
export async function buildPwa({ always = false } = {}): Promise<void> {
  await withLock("build", async () => {
    const vite = { log: "build", program: join(binaries, "vite") };
    const widget = ["build", "--config", "vite-widget.config.ts"];
    const build = async () => {
      await runStep({ ...vite, title: "Building the PWA", args: ["build"] });
      await runStep({ ...vite, title: "Building the quote widget", log: "build-widget", args: widget });
    };
    const state = always ? `${Date.now()}` : fingerprint(pwaSources);
    await unlessDone("build", state, join(root, "dist/index.html"), build);
  });
  if (always) await unlessDone("build", fingerprint(pwaSources), join(root, "dist/index.html"), async () => {});
}

/** Applies the migrations that this state folder has not seen. */
export async function migrate(stateFolder: string): Promise<void> {
  const args = ["d1", "migrations", "apply", "DB", "--local", "--persist-to", stateFolder, "-c", "wrangler.toml"];
  const step = { title: "Preparing the database", log: "migrate", program: join(binaries, "wrangler"), args };
  const name = `migrate-${createHash("sha256").update(stateFolder).digest("hex").slice(0, 8)}`;
  await unlessDone(name, fingerprint(["migrations", "wrangler.toml"]), join(stateFolder, "v3/d1"), () =>
    runStep({ ...step, env: wranglerEnv }),
  );
}
