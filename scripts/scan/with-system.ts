import { defaultOptions, defaultPort } from "../system/options.ts";
import { isFree } from "../system/ports.ts";
import { answers, answersWithin, RecordFile } from "../system/record.ts";
import { startSystem } from "../system/start.ts";
import { Unreachable } from "./problem.ts";

export type Lent = {
  url: string;
  /** True when it was started for this command and ends with it. */
  own: boolean;
  broken: Promise<string>;
  stop: () => Promise<void>;
};

const never = new Promise<string>(() => {});
const borrowed = (url: string): Lent => ({ url, own: false, broken: never, stop: async () => {} });

/** The system at `url`; without one, the system that runs on this checkout; without that, one of its own. */
export async function systemAt(url: string | undefined): Promise<Lent> {
  if (url) {
    const { origin, hostname, port } = new URL(url);
    const isHere = hostname === "127.0.0.1" || hostname === "localhost";
    const nobodyThere = isHere && (await isFree(Number(port || 80)));
    if (nobodyThere) return startOwn({ port: Number(port || 80), portMustBe: true });
    if (await answersWithin(origin)) return borrowed(origin);
    throw new Unreachable(`No Caliper answers at ${origin}.`);
  }
  const running = await new RecordFile().running();
  if (running) return borrowed(running.url);
  const usual = `http://127.0.0.1:${defaultPort}`;
  if (await answers(usual)) return borrowed(usual);
  return startOwn({});
}

async function startOwn(at: { port?: number; portMustBe?: boolean }): Promise<Lent> {
  console.log("Starting Caliper …");
  const system = await startSystem({ ...defaultOptions(), ...at });
  return { url: system.url, own: true, broken: system.broken, stop: () => system.stop() };
}
