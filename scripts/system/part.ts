// One running part of the system: a process group of its own, so that nothing it starts outlives it.
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureFolder, logs, root } from "../setup/places.mjs";

export type PartPlan = {
  name: string;
  program: string;
  args: string[];
  cwd?: string;
  env?: Record<string, string>;
};

/** How long a part may take to end by itself. A GPU worker with a job in hand ignores SIGTERM. */
const graceMs = 3_000;

export class Part {
  readonly name: string;
  readonly logFile: string;
  readonly child: ChildProcess;
  /** Settles when the process has ended, with how. */
  readonly ended: Promise<string>;
  private over = false;

  constructor(plan: PartPlan, logFolder = logs) {
    this.name = plan.name;
    this.logFile = join(ensureFolder(logFolder), `${plan.name}.log`);
    const log = openSync(this.logFile, "w");
    this.child = spawn(plan.program, plan.args, {
      cwd: plan.cwd ?? root,
      env: { ...process.env, ...plan.env },
      stdio: ["ignore", log, log],
      detached: true,
    });
    closeSync(log);
    this.ended = new Promise((resolve) => {
      const end = (how: string) => {
        this.over = true;
        resolve(how);
      };
      this.child.once("error", (error) => end(`could not start: ${error.message}`));
      this.child.once("exit", (code, signal) => end(signal ? `was ended by ${signal}` : `ended with code ${code}`));
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get running(): boolean {
    return !this.over;
  }

  /** The last lines it wrote, for a message about its death. */
  tail(lines = 12): string {
    return readFileSync(this.logFile, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
  }

  /** Ends the whole group: politely first, then by SIGKILL. */
  async stop(): Promise<void> {
    signalGroup(this.pid, "SIGTERM");
    await Promise.race([this.ended, sleep(graceMs)]);
    // The group may hold children that outlived their parent.
    signalGroup(this.pid, "SIGKILL");
    await this.ended;
  }
}

export function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (!pid) return;
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
