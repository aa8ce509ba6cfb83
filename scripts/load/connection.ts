// One person's connection: kept open, and from an address of its own, as people's are.
import { Agent, type IncomingMessage, request } from "node:http";

export interface Answered {
  status: number;
  body: Buffer;
  tookMs: number;
}

export interface Asked {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: Uint8Array | string;
}

const answerWithinMs = 30_000;

export class Connection {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 2 });
  private readonly origin: URL;
  private readonly localAddress: string;

  /** `number`: 0 to 65,000; this machine answers to all of 127.0.0.0/8. */
  constructor(origin: string, number: number) {
    this.origin = new URL(origin);
    this.localAddress = `127.1.${Math.floor(number / 250)}.${(number % 250) + 1}`;
  }

  /** From the first byte sent to the last one read. */
  ask({ method, path, headers = {}, body }: Asked): Promise<Answered> {
    const startedMs = performance.now();
    return new Promise((resolve, reject) => {
      const asked = request(
        {
          ...{ host: this.origin.hostname, port: this.origin.port, agent: this.agent, localAddress: this.localAddress },
          ...{ method, path, timeout: answerWithinMs },
          headers: body === undefined ? headers : { ...headers, "content-length": String(Buffer.byteLength(body)) },
        },
        (answer: IncomingMessage) => {
          const pieces: Buffer[] = [];
          answer.on("data", (piece: Buffer) => pieces.push(piece));
          answer.on("error", reject);
          answer.on("end", () => {
            const tookMs = performance.now() - startedMs;
            resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(pieces), tookMs });
          });
        },
      );
      asked.on("timeout", () => asked.destroy(new Error("no answer in time")));
      asked.on("error", reject);
      asked.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}
