// Both Workers as they are now, built into a folder: `wrangler dev` starts anew whenever a source of what it runs changes.
import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { binaries, ensureFolder, root } from "../setup/places.mjs";
import { runStep } from "../setup/step.mjs";
import { wranglerEnv } from "./parts.ts";

const workers = [
  { name: "edge", config: "wrangler.toml" },
  { name: "gpu-callback", config: "gpu-callback/wrangler.toml" },
];

/** Answers the configurations to start instead of the checkout's. */
export async function freezeEdge(folder: string): Promise<string[]> {
  rmSync(folder, { recursive: true, force: true });
  cpSync(join(root, "dist"), join(ensureFolder(folder), "dist"), { recursive: true });
  const configs: string[] = [];
  for (const { name, config } of workers) {
    const into = join(folder, name);
    const args = ["deploy", "--dry-run", "--outdir", into, "-c", config, "--env", ""];
    const build = { log: `freeze-${name}`, program: join(binaries, "wrangler"), args, env: wranglerEnv };
    await runStep({ ...build, title: `Building ${name}` });
    configs.push(join(into, "wrangler.toml"));
    writeFileSync(join(into, "wrangler.toml"), frozen(readFileSync(join(root, config), "utf8")));
  }
  return configs;
}

/** The built file is taken as it is. The assets lie beside its folder: all scripts inside would be taken for modules. */
const frozen = (config: string): string =>
  config
    .replace(/^main = .*$/m, 'main = "index.js"\nno_bundle = true')
    .replace(/^directory = .*$/m, 'directory = "../dist"');
