// The processes of a browser, as Linux tells of them.
import { readdirSync, readFileSync } from "node:fs";

type Process = { pid: number; parent: number; command: string };

function processes(): Process[] {
  return readdirSync("/proc").flatMap((name) => {
    const pid = Number(name);
    if (!Number.isInteger(pid)) return [];
    try {
      const status = readFileSync(`/proc/${pid}/stat`, "utf8");
      // The name in brackets may hold anything; what counts comes after it.
      const parent = Number(status.slice(status.lastIndexOf(")") + 2).split(" ")[1]);
      return [{ pid, parent, command: readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ") }];
    } catch {
      return [];
    }
  });
}

/** Of the browser that uses this profile, the process that shows the page: its largest renderer. */
export function rendererOf(profile: string): number {
  const all = processes();
  const own = new Set(
    all.filter(({ command }) => command.includes(`--user-data-dir=${profile}`)).map(({ pid }) => pid),
  );
  for (let before = -1; before !== own.size; ) {
    before = own.size;
    for (const { pid, parent } of all) if (own.has(parent)) own.add(pid);
  }
  const renderers = all.filter(({ pid, command }) => own.has(pid) && command.includes("--type=renderer"));
  const [largest] = renderers.toSorted((a, b) => memoryMb(b.pid) - memoryMb(a.pid));
  if (!largest) throw new Error("The browser shows no page");
  return largest.pid;
}

/** Resident memory; of what it shares with the browser's other processes (the program itself) its part (Linux: PSS). */
export function memoryMb(pid: number): number {
  const kb = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1];
  return Number(kb ?? 0) / 1024;
}

/** The most that a process takes while something is done. */
export async function peakMb(pid: number, work: () => Promise<void>): Promise<number> {
  let most = memoryMb(pid);
  const timer = setInterval(() => {
    most = Math.max(most, memoryMb(pid));
  }, 200);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return most;
}

/** Processor time of each of a process's threads, ms. A busy machine makes everything slow, but does not add to this. */
export function threadTimes(pid: number): Map<number, { name: string; ms: number }> {
  const found = readdirSync(`/proc/${pid}/task`).flatMap((tid): [number, { name: string; ms: number }][] => {
    try {
      const stat = readFileSync(`/proc/${pid}/task/${tid}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      const name = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
      return [[Number(tid), { name, ms: (Number(fields[11]) + Number(fields[12])) * tickMs }]];
    } catch {
      // It ended while it was read.
      return [];
    }
  });
  return new Map(found);
}

/** USER_HZ, which Linux fixed at 100 for programs. */
const tickMs = 10;

/** What the busiest of the page's workers took in between; `but` is the one that is known already. */
export function busiestWorker(
  before: ReturnType<typeof threadTimes>,
  after: ReturnType<typeof threadTimes>,
  but: number | null,
): { tid: number; ms: number } {
  const workers = [...after].filter(([tid, { name }]) => name.startsWith("DedicatedWorke") && tid !== but);
  const spent = workers.map(([tid, { ms }]) => ({ tid, ms: ms - (before.get(tid)?.ms ?? 0) }));
  return spent.toSorted((a, b) => b.ms - a.ms)[0] ?? { tid: -1, ms: Number.NaN };
}
