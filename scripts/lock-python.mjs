// npm run lock:python: compiles runpod-images/requirements-*.in to pinned, hashed locks without registry addresses.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

for (const name of ["requirements-cpu", "requirements-cuda", "requirements-slicer", "requirements-dev"]) {
  execFileSync(
    join(root, ".venv/bin/uv"),
    [
      ...["pip", "compile", "--quiet", "--python-version", "3.11", "--python-platform", "x86_64-manylinux_2_28"],
      ...[
        "--generate-hashes",
        "--no-header",
        "--no-annotate",
        "--no-emit-index-url",
        "--output-file",
        `${name}.txt`,
        `${name}.in`,
      ],
    ],
    { cwd: join(root, "runpod-images"), stdio: "inherit" },
  );
}
