// What is set by hand on RunPod: it has no command line for it.

/** The endpoint's settings, and why they are what they are. */
export const runpodSettings = [
  ["image", "caliper/reconstruct:VERSION-cuda, built by `docker buildx bake` in runpod-images/"],
  ["GPU", "16–24 GB (RTX A4000, L4, 4090); CUDA 12.9 or newer under Advanced → Allowed CUDA versions"],
  ["workers", "min 0 (1 removes the cold start), max as many jobs as may run at once; one job a worker"],
  ["idle timeout", "60 s"],
  ["execution timeout", "on; each job brings its own (policy.executionTimeout)"],
  ["container disk", "40 GB"],
  ["FlashBoot", "on"],
  ["CALIPER_LINK_ORIGINS", "the edge's PUBLIC_ORIGIN: links may point nowhere else"],
  ["CALIPER_MEMORY_MB", "what a stage may use, about 80 % of the worker's memory"],
  ["CALIPER_PROCESSES", "as many as the worker has vCPUs"],
] as const;

export function runpodText(): string {
  const width = Math.max(...runpodSettings.map(([name]) => name.length));
  return runpodSettings.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`).join("\n");
}
