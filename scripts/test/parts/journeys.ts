// The journeys: real Chromium against a system of their own, with a state that begins empty.
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensureFolder, keep, root } from "../../setup/places.mjs";
import { defaultOptions } from "../../system/options.ts";
import { RecordFile } from "../../system/record.ts";
import { startSystem } from "../../system/start.ts";
import { nodeTests, outcomeOf } from "../node-tests.ts";
import type { Outcome } from "../part.ts";
import { withSecondTry } from "../second-try.ts";

const port = 8730;
const folderOfJourneys = "e2e/journeys";
const adminEmail = "admin@journeys.example";
/** Codes to one address are counted, and the newest holds: journeys that sign in at once do so under names of their own. */
const adminEmails = [adminEmail, ...["payments", "review", "shop"].map((name) => `${name}-${adminEmail}`)].join(",");
const limitMs = 16 * 60_000;
/** They use neither the camera's pictures nor the worker for long: two at once. */
const light = [
  "account-screens",
  "admin",
  "bad-input",
  "batch",
  "command-line",
  "deleted-scan",
  "killed-browser",
  "money",
  "offline-app",
  "offline-scan",
  "order",
  "organisation",
  "payments",
  "print",
  "print-scan",
  "quotes",
  "receipt",
  "shop",
  "shop-price",
  "sign-in",
  "webhooks",
  "without-javascript",
  "widget",
];

/** Those that leave a core to others. */
export const lightJourneys = (): Promise<Outcome> => inASystem("journeys-light", [{ names: light, atOnce: 2 }]);

export async function journeys(): Promise<Outcome> {
  const one = process.env.CALIPER_JOURNEY;
  if (one) return inASystem("journeys", [{ names: [one], atOnce: 1 }]);
  const all = readdirSync(join(root, folderOfJourneys)).filter((name) => name.endsWith(".journey.ts"));
  const heavy = all.map((name) => name.split(".")[0] ?? "").filter((name) => !light.includes(name));
  // As long as all the others together, and mostly the worker's time.
  const [longest, others] = [heavy.filter((name) => name === "result"), heavy.filter((name) => name !== "result")];
  return inASystem(
    "journeys",
    [longest, others].map((names) => ({ names, atOnce: 1 })),
  );
}

/** Journeys that follow one another, or two at a time. */
type Lane = { names: string[]; atOnce: number };

/** The lanes run side by side, in one system. */
async function inASystem(title: string, lanes: Lane[]): Promise<Outcome> {
  const folder = ensureFolder(join(keep, title));
  const stateFolder = join(folder, "state");
  rmSync(stateFolder, { recursive: true, force: true });
  const record = new RecordFile(join(folder, "system.json"));
  const system = await startSystem(
    {
      ...{ ...defaultOptions(), port, stateFolder, logFolder: join(folder, "logs"), billing: "test", say: () => {} },
      // The tests look at the server five times a second in the name of the phone that they play.
      vars: { REQUESTS_PER_MINUTE: "1000", ADMIN_EMAILS: adminEmails },
    },
    record,
  );
  const stop = () => record.endNow();
  process.once("exit", stop);
  const env = {
    CALIPER_URL: system.url,
    CALIPER_ADMIN_EMAIL: adminEmail,
    // Where its database lies: what would take weeks or money to come about is written there.
    CALIPER_STATE_OF_URL: stateFolder,
  };
  const runFiles = (name: string, files: string[], atOnce: number) => nodeTests(name, files, limitMs, env, atOnce);
  try {
    const lines = await Promise.all(
      lanes.map(({ names, atOnce }, i) => {
        const files = names.map((name) => `${folderOfJourneys}/${name}.journey.ts`);
        return runFiles(i === 0 ? title : `${title}-${i + 1}`, files, atOnce);
      }),
    );
    const runAgain = (files: string[]) => runFiles(`${title}-again`, files, 1);
    return outcomeOf(await withSecondTry(lines.flat(), runAgain, console.log));
  } finally {
    process.removeListener("exit", stop);
    await system.stop();
  }
}
