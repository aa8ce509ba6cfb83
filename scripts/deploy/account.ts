// Cloudflare's side of a deployment, asked and changed through wrangler alone.
import type { Production } from "./production.ts";

/** Runs wrangler; `ok` is its exit status 0. */
export type Wrangler = (args: readonly string[]) => Promise<{ ok: boolean; output: string }>;

export type Resource = { kind: "queue" | "bucket" | "database"; name: string; see: string[]; create: string[] };

/** Everything that must exist before the Workers are put up, once each. */
export function resourcesOf(all: readonly Production[]): Resource[] {
  const queues = all.flatMap((one) => one.queues);
  const buckets = all.flatMap((one) => one.buckets);
  const databases = all.flatMap((one) => one.databases.map(({ name }) => name));
  const resource = (kind: Resource["kind"], words: string[]) => (name: string) => ({
    kind,
    name,
    see: [...words, "info", name],
    create: [...words, "create", name],
  });
  return [
    ...[...new Set(queues)].map(resource("queue", ["queues"])),
    ...[...new Set(buckets)].map(resource("bucket", ["r2", "bucket"])),
    ...[...new Set(databases)].map(resource("database", ["d1"])),
  ];
}

export async function missingResources(all: readonly Production[], wrangler: Wrangler): Promise<Resource[]> {
  const missing: Resource[] = [];
  for (const resource of resourcesOf(all)) {
    if (!(await wrangler(resource.see)).ok) missing.push(resource);
  }
  return missing;
}

/** Secrets the Worker needs and does not have; all of them while it does not exist yet. */
export async function missingSecrets(production: Production, wrangler: Wrangler): Promise<string[]> {
  if (!production.secrets.length) return [];
  const answer = await wrangler(["secret", "list", "-c", production.config, "--env", "production", "--format", "json"]);
  const there = new Set(answer.ok ? namesIn(answer.output) : []);
  return production.secrets.filter((name) => !there.has(name));
}

function namesIn(output: string): string[] {
  const start = output.indexOf("[");
  if (start < 0) return [];
  const list: unknown = JSON.parse(output.slice(start, output.lastIndexOf("]") + 1));
  return Array.isArray(list) ? list.map((one: { name: string }) => one.name) : [];
}
