// Commands that are a Python module of runpod-images/, run from the root of the checkout.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { python, root } from "./setup/places.mjs";

const modules: Record<string, string[]> = {
  mat: ["-m", "reconstruct.mat.pdf", "public"],
  cad: ["-m", "cad"],
  "bench:cad": ["-m", "cad.bench"],
  "bench:scan": ["-m", "reconstruct.bench"],
  "bench:slicer": ["-m", "slicer.bench"],
  "bench:peers": ["-m", "reconstruct.bench.peers"],
};

export default function runPython(args: string[], name: string): Promise<number> {
  const child = spawn(python, [...(modules[name] ?? []), ...args], {
    cwd: root,
    env: { ...process.env, PYTHONPATH: join(root, "runpod-images") },
    stdio: "inherit",
  });
  process.on("SIGINT", () => {});
  return new Promise((resolve) => child.on("exit", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 1))));
}
