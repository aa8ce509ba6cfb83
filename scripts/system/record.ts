// .caliper/system.json says which system runs here: `npm run scan` finds it there, and a later start can end what a
// killed one left behind.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureFolder, keep } from "../setup/places.mjs";
import { signalGroup } from "./part.ts";

type Group = { name: string; pid: number; startTicks: string };
export type SystemRecord = { pid: number; startTicks: string; url: string; stateFolder: string; groups: Group[] };

/** When the kernel started the process; with the pid it names one process for ever. Null when there is none. */
export function startTicksOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [state, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    // Where nobody reaps orphans, the dead stay listed.
    return state === "Z" ? null : (fields[18] ?? null);
  } catch {
    return null;
  }
}

const alive = (one: { pid: number; startTicks: string }) => startTicksOf(one.pid) === one.startTicks;

export class RecordFile {
  private readonly file: string;

  constructor(file = join(ensureFolder(keep), "system.json")) {
    this.file = file;
  }

  read(): SystemRecord | null {
    try {
      return JSON.parse(readFileSync(this.file, "utf8")) as SystemRecord;
    } catch {
      return null;
    }
  }

  write(url: string, stateFolder: string, parts: { name: string; pid: number | undefined }[]): void {
    const groups = parts.flatMap(({ name, pid }) => (pid ? [{ name, pid, startTicks: startTicksOf(pid) ?? "" }] : []));
    const own = { pid: process.pid, startTicks: startTicksOf(process.pid) ?? "" };
    writeFileSync(this.file, JSON.stringify({ ...own, url, stateFolder, groups } satisfies SystemRecord, null, 2));
  }

  remove(): void {
    rmSync(this.file, { force: true });
  }

  /** For a process that is about to end and cannot wait. */
  endNow(): void {
    for (const group of this.read()?.groups.filter(alive) ?? []) signalGroup(group.pid, "SIGKILL");
    this.remove();
  }

  /** The system that runs on this checkout, if its owner lives and it answers. */
  async running(): Promise<SystemRecord | null> {
    const record = this.read();
    if (!record || !alive(record)) return null;
    return (await answersWithin(record.url)) ? record : null;
  }

  /** Ends parts whose owner was killed. A living owner keeps its parts. */
  async endLeftovers(): Promise<string[]> {
    const record = this.read();
    if (!record || alive(record)) return [];
    const left = record.groups.filter(alive);
    for (const group of left) signalGroup(group.pid, "SIGKILL");
    for (let tries = 0; tries < 50 && left.some(alive); tries++) await sleep(100);
    this.remove();
    return left.map(({ name }) => name);
  }
}

/** Does a healthy edge answer at this address? */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/api/v1/health`, { signal: AbortSignal.timeout(2_000) });
    return response.ok && ((await response.json()) as { ok?: boolean }).ok === true;
  } catch {
    return false;
  }
}

/** For a system that is known to be there: it may be starting, or taking up changed sources. */
export async function answersWithin(url: string, limitMs = 30_000): Promise<boolean> {
  const deadlineMs = Date.now() + limitMs;
  for (;;) {
    if (await answers(url)) return true;
    if (Date.now() > deadlineMs) return false;
    await sleep(250);
  }
}
