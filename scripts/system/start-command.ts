import { logs } from "../setup/places.mjs";
import { parseStartArgs, type SystemOptions } from "./options.ts";
import { RecordFile } from "./record.ts";
import { lanAddress, StartProblem, startSystem } from "./start.ts";
import { untilStopped } from "./until-stopped.ts";

export default async function start(args: string[]): Promise<number> {
  const options = parseStartArgs(args);
  const running = await new RecordFile().running();
  if (running) {
    console.error(`It runs already: ${running.url} (process ${running.pid}).`);
    return 1;
  }
  const stopped = untilStopped();
  console.log("Starting Caliper …");
  try {
    const system = await startSystem(options);
    printWelcome(system.url, options);
    const reason = await Promise.race([stopped, system.broken]);
    if (typeof reason === "string") console.error(`\n${reason}`);
    console.log("\nStopping …");
    await system.stop();
    return typeof reason === "string" ? 1 : reason;
  } catch (problem) {
    if (!(problem instanceof StartProblem)) throw problem;
    console.error(`\n${problem.message}`);
    return 1;
  }
}

function printWelcome(url: string, { lan }: SystemOptions): void {
  const address = lanAddress();
  console.log(`\n  Caliper is up:  ${url}\n`);
  if (lan && address) {
    console.log(`  On a phone in this network: http://${address}:${new URL(url).port}`);
    console.log("  (camera, install and offline use need HTTPS there: put a tunnel or a TLS proxy before it)");
  } else {
    console.log("  To open it on a phone in the same network: npm start -- --lan");
  }
  console.log(`  Logs: ${logs}\n  Ctrl-C stops everything.`);
}
