/** One Ctrl-C may arrive twice, from the terminal and from a parent; a person needs longer for the second. */
const secondAfterMs = 500;

/** Settles with the exit code once a person or a supervisor wants this process to end. A second Ctrl-C ends it at once. */
export function untilStopped(): Promise<number> {
  return new Promise((resolve) => {
    let firstAtMs = 0;
    const hear = (signal: NodeJS.Signals) => {
      if (firstAtMs && Date.now() - firstAtMs > secondAfterMs) process.exit(130);
      firstAtMs ||= Date.now();
      resolve(signal === "SIGINT" ? 0 : 143);
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => hear(signal));
  });
}
