import { createServer } from "node:net";

/** Is nobody listening there? */
export function isFree(port: number, host = "127.0.0.1"): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

/** The first free port at or after `preferred`. */
export async function freePort(preferred: number, host?: string): Promise<number> {
  for (let port = preferred; port < preferred + 50; port++) if (await isFree(port, host)) return port;
  throw new Error(`No free port between ${preferred} and ${preferred + 49}.`);
}
