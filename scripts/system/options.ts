import { join } from "node:path";
import { parseArgs } from "node:util";
import { keep, logs } from "../setup/places.mjs";

/** What a start of the system may be told. */
export type SystemOptions = {
  /** The port people use; another free one is taken when it is in use and `portMustBe` is false. */
  port: number;
  portMustBe: boolean;
  /** Listen on the local network too, so that a phone can open it. */
  lan: boolean;
  /** Folder of D1, R2 and queues: kept between starts. */
  stateFolder: string;
  logFolder: string;
  /** `test`: plans by Stripe's test mode, or the fake Stripe where no key is set. `none`: everything is allowed. */
  billing: "none" | "test";
  /** Variables of the edge that differ from a usual start. */
  vars?: Readonly<Record<string, string>>;
  /** Lines for people; the parts' own output goes to the logs. */
  say: (line: string) => void;
};

export const defaultPort = 8787;

export function defaultOptions(): SystemOptions {
  return {
    port: defaultPort,
    portMustBe: false,
    lan: false,
    stateFolder: process.env.CALIPER_STATE ?? join(keep, "state"),
    logFolder: logs,
    billing: "none",
    // Who becomes an administrator of the system on this machine.
    ...(process.env.ADMIN_EMAILS && { vars: { ADMIN_EMAILS: process.env.ADMIN_EMAILS } }),
    say: (line) => console.log(line),
  };
}

/** Reads `--port`, `--lan` and `--billing`; throws a TypeError that names an unknown argument. */
export function parseStartArgs(args: string[]): SystemOptions {
  const { values } = parseArgs({
    args,
    options: { port: { type: "string" }, lan: { type: "boolean", default: false }, billing: { type: "string" } },
  });
  const billing = values.billing ?? (process.env.BILLING === "none" ? "none" : "test");
  if (billing !== "none" && billing !== "test") throw new TypeError(`--billing ${billing} is neither none nor test.`);
  const options: SystemOptions = { ...defaultOptions(), lan: values.lan, billing };
  if (values.port === undefined) return options;
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw new TypeError(`--port ${values.port} is not a port.`);
  return { ...options, port, portMustBe: true };
}
