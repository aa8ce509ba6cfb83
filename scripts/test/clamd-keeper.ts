import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { findScanner } from "../setup/debian.mjs";

/** The test file of all scanners, in two halves, so that none takes this file for one. */
const eicar = ["X5O!P%@AP[4\\PZX54(P^)7CC)7}$", "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].join("");
const startMaxMs = 20_000;

/**
 * A clamd of the tests' own: it knows one signature, EICAR's, anywhere in a file. Tests inside workerd cannot start a
 * process, so they ask for it: `/start` answers its port, `/stop` kills it.
 */
export function makeClamdKeeper() {
  let running: ChildProcess | null = null;
  let folder: string | null = null;
  let port = 0;
  const stop = async () => {
    const process_ = running;
    running = null;
    if (!process_ || process_.exitCode !== null) return;
    const ended = new Promise((resolve) => process_.once("exit", resolve));
    process_.kill("SIGKILL");
    await ended;
  };
  const clean = () => {
    running?.kill("SIGKILL");
    if (folder) void rm(folder, { recursive: true, force: true });
  };
  process.once("exit", clean);

  const start = async () => {
    if (running) return port;
    const program = findScanner();
    if (!program) throw new Error("clamd is not installed: apt-get install clamav-daemon");
    folder ??= await mkdtemp(join(tmpdir(), "caliper-clamd-"));
    // The same port after a stop: the edge knows one address.
    port ||= await freePort();
    const signature = `Eicar-Test-Signature:0:*:${Buffer.from(eicar).toString("hex")}\n`;
    await writeFile(join(folder, "eicar.ndb"), signature);
    const settings = ["Foreground yes", "TCPAddr 127.0.0.1", `TCPSocket ${port}`, "StreamMaxLength 60M"];
    const config = join(folder, "clamd.conf");
    await writeFile(
      config,
      [...settings, `DatabaseDirectory ${folder}`, `TemporaryDirectory ${folder}`, ""].join("\n"),
    );
    running = spawn(program, ["-c", config], { stdio: "ignore" });
    await listening(port, running);
    return port;
  };

  return async (request: { readonly url: string }): Promise<Response> => {
    const { pathname } = new URL(request.url);
    if (pathname === "/start") return Response.json({ port: await start() });
    if (pathname !== "/stop") return new Response(null, { status: 404 });
    await stop();
    return new Response(null, { status: 204 });
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function listening(port: number, process_: ChildProcess): Promise<void> {
  const until = Date.now() + startMaxMs;
  while (Date.now() < until) {
    if (process_.exitCode !== null) throw new Error(`clamd ended with ${process_.exitCode}`);
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(true)).once("error", () => resolve(false));
      socket.once("close", () => undefined);
      socket.unref();
      setTimeout(() => socket.destroy(), 200).unref();
    });
    if (open) return;
    await pause(50);
  }
  throw new Error("clamd does not listen");
}
