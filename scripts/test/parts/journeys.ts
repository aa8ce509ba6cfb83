// The journeys: real Chromium against a system of their own, with a state that begins empty.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { ensureFolder, keep } from "../../setup/places.mjs";
import { defaultOptions } from "../../system/options.ts";
import { RecordFile } from "../../system/record.ts";
import { startSystem } from "../../system/start.ts";
import { nodeTests } from "../node-tests.ts";
import type { Outcome } from "../part.ts";

const port = 8730;
const adminEmail = "admin@journeys.example";
const limitMs = 16 * 60_000;

export async function journeys(): Promise<Outcome> {
  const folder = ensureFolder(join(keep, "journeys"));
  const stateFolder = join(folder, "state");
  rmSync(stateFolder, { recursive: true, force: true });
  const record = new RecordFile(join(folder, "system.json"));
  const system = await startSystem(
    {
      ...{ ...defaultOptions(), port, stateFolder, logFolder: join(folder, "logs"), billing: "test", say: () => {} },
      // The tests look at the server five times a second in the name of the phone that they play.
      vars: { REQUESTS_PER_MINUTE: "1000", ADMIN_EMAILS: adminEmail },
    },
    record,
  );
  const stop = () => record.endNow();
  process.once("exit", stop);
  try {
    const files = process.env.CALIPER_JOURNEY ?? "*";
    return await nodeTests("journeys", [`e2e/journeys/${files}.journey.ts`], limitMs, {
      CALIPER_URL: system.url,
      CALIPER_ADMIN_EMAIL: adminEmail,
      // Where its database lies: what would take weeks or money to come about is written there.
      CALIPER_STATE_OF_URL: stateFolder,
    });
  } finally {
    process.removeListener("exit", stop);
    await system.stop();
  }
}
