// Keeps one worker process running. Each start is a new worker to the control plane, and a group of its own: what a
// killed worker leaves behind (the SDK's ping process) would otherwise go on saying that it lives.
import { spawn } from "node:child_process";

const restartMs = { first: 500, most: 15_000 };
/** A worker that lived so long was well: the next restart is quick again. */
const wellMs = 60_000;
const stopMs = 3_000;

/**
 * `start(number)` → `{command, args, options}` for `spawn`. Returns `{stop()}`, which ends the worker, its job and its
 * children within a few seconds; `onExit(code, signal)` hears of each end before a restart.
 */
export function supervise(start, { onExit = () => {}, restart = restartMs } = {}) {
  let stopping = false;
  let starts = 0;
  let waitMs = restart.first;
  let child;
  let timer;
  const launch = () => {
    starts += 1;
    const startedMs = Date.now();
    const { command, args, options } = start(starts);
    child = spawn(command, args, { ...options, detached: true });
    let over = false;
    const end = (code, signal) => {
      if (over) return;
      over = true;
      killGroup(child.pid, "SIGKILL");
      onExit(code, signal);
      if (stopping) return;
      waitMs = Date.now() - startedMs > wellMs ? restart.first : Math.min(waitMs * 2, restart.most);
      timer = setTimeout(launch, waitMs);
    };
    child.once("exit", end);
    child.once("error", (error) => end(error.code, null));
  };
  launch();
  return {
    get pid() {
      return child.pid;
    },
    async stop() {
      stopping = true;
      clearTimeout(timer);
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      // The SDK waits for the job in hand; whoever stops the system does not.
      const hard = setTimeout(() => killGroup(child.pid, "SIGKILL"), stopMs);
      await gone;
      clearTimeout(hard);
    },
  };
}

function killGroup(pid, signal) {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}
