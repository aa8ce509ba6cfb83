/** Settles with the exit code once a person or a supervisor wants this process to end. A second Ctrl-C ends it at once. */
export function untilStopped(): Promise<number> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.once(signal, () => {
        process.once("SIGINT", () => process.exit(130));
        resolve(signal === "SIGINT" ? 0 : 143);
      });
    }
  });
}
