// What the two wrangler files promise about production, and what a person has still to fill in.
import { join } from "node:path";
import { unstable_readConfig } from "wrangler";
import { root } from "../setup/places.mjs";

export const workers = ["wrangler.toml", "gpu-callback/wrangler.toml"] as const;
export type ConfigFile = (typeof workers)[number];

export type Production = {
  config: ConfigFile;
  name: string;
  vars: Record<string, string>;
  /** Hosts it answers at. */
  hosts: string[];
  /** Names only: values never stand in a file. */
  secrets: string[];
  databases: { name: string; id: string }[];
  buckets: string[];
  queues: string[];
};

/** What is read of wrangler's own reading of its file; its types do not come with it. */
type WranglerConfig = {
  name?: string;
  vars: Record<string, unknown>;
  routes?: (string | { pattern: string })[];
  secrets?: { required?: string[] };
  d1_databases: { database_name?: string; database_id?: string }[];
  r2_buckets: { bucket_name?: string }[];
  queues: { producers?: { queue: string }[]; consumers?: { queue: string; dead_letter_queue?: string }[] };
};

export function readProduction(config: ConfigFile): Production {
  const read: WranglerConfig = unstable_readConfig(
    { config: join(root, config), env: "production" },
    { hideWarnings: true },
  );
  const queues = [
    ...(read.queues.producers ?? []).map(({ queue }) => queue),
    ...(read.queues.consumers ?? []).flatMap(({ queue, dead_letter_queue: dead }) => (dead ? [queue, dead] : [queue])),
  ];
  return {
    config,
    name: read.name ?? "",
    vars: Object.fromEntries(Object.entries(read.vars).map(([name, value]) => [name, String(value)])),
    hosts: (read.routes ?? []).map((route) => (typeof route === "string" ? route : route.pattern)),
    secrets: [...(read.secrets?.required ?? [])],
    databases: read.d1_databases.map((one) => ({ name: one.database_name ?? "", id: one.database_id ?? "" })),
    buckets: read.r2_buckets.map((one) => one.bucket_name ?? ""),
    queues: [...new Set(queues)],
  };
}

const blankId = /^$|^0{8}-/;
const reservedHost = /(^|\.)(example(\.(com|net|org))?|invalid|localhost|test)$/;

/** Values of this account that the repository cannot know, each said with where it goes. */
export function unfilled(production: Production): string[] {
  const at = `${production.config}, [env.production]`;
  const found: string[] = [];
  for (const { name, id } of production.databases) {
    if (blankId.test(id)) found.push(`${at}: database_id of ${name} (\`wrangler d1 create ${name}\` prints it)`);
  }
  for (const [name, value] of Object.entries(production.vars)) {
    if (!URL.canParse(value) || !/^https?:/.test(value)) continue;
    const url = new URL(value);
    if (reservedHost.test(url.hostname) || url.hostname.startsWith("127."))
      found.push(`${at}: ${name} is still ${value}`);
    else if (url.protocol !== "https:") found.push(`${at}: ${name} must be https, not ${value}`);
    else if (/ENDPOINT_ID/.test(value)) found.push(`${at}: ${name} lacks the id of the RunPod endpoint`);
  }
  for (const host of production.hosts) {
    if (reservedHost.test(host)) found.push(`${at}: the route is still ${host}`);
  }
  for (const secret of production.secrets) {
    if (secret in production.vars) found.push(`${at}: ${secret} is a secret and must not stand among the vars`);
  }
  if ("DEV_MAIL" in production.vars) found.push(`${at}: DEV_MAIL lets everybody read sign-in codes; take it out`);
  if (/@[\w.-]*\bexample\b/.test(production.vars.MAIL_FROM ?? ""))
    found.push(`${at}: MAIL_FROM is still ${production.vars.MAIL_FROM}`);
  return found;
}

/** Both Workers must speak to the same database; queues that one fills the other may empty. */
export function disagreements(all: readonly Production[]): string[] {
  const ids = new Map<string, Set<string>>();
  for (const { databases } of all) {
    for (const { name, id } of databases) ids.set(name, (ids.get(name) ?? new Set()).add(id));
  }
  return [...ids]
    .filter(([, seen]) => seen.size > 1)
    .map(([name]) => `database ${name} has different ids in the two files`);
}
