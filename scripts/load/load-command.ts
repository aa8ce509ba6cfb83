// `npm run bench:load`: many people at once against a local system, and how long each operation takes.
import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { startEdge } from "../api-check/live-edge.ts";
import { type Measured, type Row, rowsOf, table } from "./figures.ts";
import { User } from "./user.ts";

const p95MsMost = 200;
/** As everywhere: 100 a minute for each caller, and the shield in front of each address. */
const usualLimits = {};
const beginAtOnce = 8;

export default async function benchLoad(args: string[]): Promise<number> {
  const options = { users: { type: "string" }, seconds: { type: "string" }, "think-s": { type: "string" } } as const;
  const { values } = parseArgs({ args, options: { ...options, json: { type: "boolean" } } });
  const [users, seconds, thinkS] = [values.users ?? "100", values.seconds ?? "60", values["think-s"] ?? "5"].map(
    Number,
  );
  if (!users || !seconds || !thinkS || !(Math.min(users, seconds, thinkS) > 0)) {
    throw new TypeError("--users, --seconds and --think-s are numbers above zero.");
  }
  const [busy = 0] = loadavg();
  const edge = await startEdge("load", usualLimits, { controlPlane: true, frozen: true });
  try {
    const measured = await run(edge.url, users, seconds, thinkS);
    const rows = rowsOf(measured, seconds);
    if (values.json) console.log(JSON.stringify({ users, seconds, thinkS, rows }));
    else tell(rows, measured, { users, seconds, thinkS, busy });
    return passes(rows) ? 0 : 1;
  } finally {
    await edge.stop();
  }
}

async function run(url: string, count: number, seconds: number, thinkS: number): Promise<Measured[]> {
  const users = Array.from({ length: count }, (_, i) => new User(url, i));
  console.log(`${count} people bring a part each …`);
  for (let i = 0; i < users.length; i += beginAtOnce) {
    await Promise.all(users.slice(i, i + beginAtOnce).map((user) => user.begin()));
  }
  console.log(`… and go on for ${seconds} s, ${thinkS} s of thought on average between two requests.`);
  const measured: Measured[] = [];
  const untilMs = performance.now() + seconds * 1_000;
  await Promise.all(users.map((user) => user.goOn(untilMs, thinkS, (one) => measured.push(one))));
  return measured;
}

interface How {
  readonly users: number;
  readonly seconds: number;
  readonly thinkS: number;
  /** What else the machine had to do: with much of it, the times are not the system's own. */
  readonly busy: number;
}

function tell(rows: Row[], measured: Measured[], { users, seconds, thinkS, busy }: How): void {
  const machine = `${availableParallelism()} cores with a load of ${busy.toFixed(1)} before`;
  console.log(`\n${users} people, ${thinkS} s of thought, ${seconds} s, ${machine}, wrangler dev\n`);
  for (const line of table(rows)) console.log(line);
  const failures = new Set(measured.flatMap(({ operation, failure }) => (failure ? [`${operation}: ${failure}`] : [])));
  for (const failure of [...failures].slice(0, 10)) console.log(`failed: ${failure.slice(0, 300)}`);
  const slow = rows.filter((row) => row.p95Ms >= p95MsMost).map(({ operation }) => operation);
  console.log(`\np95 below ${p95MsMost} ms: ${slow.length === 0 ? "every operation" : `not ${slow.join(", ")}`}`);
}

const passes = (rows: readonly Row[]): boolean =>
  rows.every(({ p95Ms, failures }) => p95Ms < p95MsMost && failures === 0);
