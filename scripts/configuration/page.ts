// docs/CONFIGURATION.md: `node_modules/.bin/node scripts/configuration/page.ts` writes it.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/places.mjs";
import { bindings, commandVariables, edgeVariables, type Variable, workerVariables } from "./variables.ts";

export const configurationPage = join(root, "docs/CONFIGURATION.md");

const seenBy = { secret: "nobody, once set", plain: "whoever sees the settings" };

const table = (variables: readonly Variable[]): string => {
  const rows = variables.map(
    ({ name, usual, sight, says }) => `| \`${name}\` | ${usual} | ${seenBy[sight]} | ${says} |`,
  );
  return ["| name | unless set | seen by | what it does |", "|---|---|---|---|", ...rows].join("\n");
};

export function renderConfigurationPage(): string {
  return [
    "# Configuration",
    "Made from `scripts/configuration/variables.ts` by `npm run configuration-page`; a test holds it against `edge/env.ts`,",
    "`wrangler.toml`, the worker and the commands. Locally everything has a value that works; what production needs is in",
    "[DEPLOY.md](DEPLOY.md). *Seen by whoever sees the settings*: it stands in `wrangler.toml` and in Cloudflare's dashboard.",
    "*Nobody, once set*: `wrangler secret put`, or the machine's own environment. No value of any of these goes to browsers but",
    "`PUBLIC_ORIGIN`, `VERSION`, `BILLING` and `VAPID_PUBLIC_KEY`.\n",
    `## The edge\n${table(edgeVariables)}\n`,
    "Prices, switches and the GPU's price are not variables: administrators set them in the app, and each change is in the audit log.\n",
    "## Bindings",
    ["| name | what it is |", "|---|---|", ...bindings.map(({ name, says }) => `| \`${name}\` | ${says} |`)].join("\n"),
    `\n## The workers\n${table(workerVariables)}\n`,
    `## Commands on one's own machine\n${table(commandVariables)}\n`,
  ].join("\n");
}

if (process.argv[1] === import.meta.filename) writeFileSync(configurationPage, renderConfigurationPage());
