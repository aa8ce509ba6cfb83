import { connect } from "cloudflare:sockets";
import { errorText } from "./log.ts";

export type ScanVerdict =
  | { readonly kind: "clean" }
  | { readonly kind: "virus"; readonly name: string }
  | { readonly kind: "unavailable"; readonly detail: string };

/** As much of a TCP connection as is needed here. */
export interface Connection {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array>;
  close(): Promise<void>;
}
export type Connect = (hostname: string, port: number) => Connection;

/** Said in place of an address where there is no scanner, on a machine of one's own. */
export const noScanner = "none";
const timeoutMs = 60_000;
const replyBytesMax = 1_000;
const utf8 = new TextEncoder();
const overTcp: Connect = (hostname, port) => connect({ hostname, port });

/**
 * Asks clamd by its INSTREAM command: pieces, each after its length, an empty one at the end, one line in answer. Whatever
 * is not a plain yes counts as no answer: a file is never let through because the scanner is down.
 */
export async function scanForViruses(
  address: string | undefined,
  body: ReadableStream<Uint8Array>,
  open: Connect = overTcp,
): Promise<ScanVerdict> {
  if (address === noScanner) {
    await body.cancel();
    return { kind: "clean" };
  }
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(address ?? "") ?? [];
  if (!host || !port) {
    await body.cancel();
    return { kind: "unavailable", detail: "CLAMD_ADDRESS is not set." };
  }
  let connection: Connection | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    connection = open(host, Number(port));
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("no answer in time")), timeoutMs);
    });
    return verdictOf(await Promise.race([converse(connection, body), late]));
  } catch (error) {
    return { kind: "unavailable", detail: errorText(error).slice(0, 200) };
  } finally {
    clearTimeout(timer);
    await connection?.close().catch(() => undefined);
  }
}

/** Reads while it writes: clamd may answer, and hang up, before it has seen everything. */
async function converse(connection: Connection, body: ReadableStream<Uint8Array>): Promise<string> {
  const [sent, reply] = await Promise.allSettled([send(connection.writable, body), readReply(connection.readable)]);
  if (reply.status === "fulfilled" && reply.value !== "") return reply.value;
  throw sent.status === "rejected" ? sent.reason : new Error("clamd hung up");
}

async function send(writable: WritableStream<Uint8Array>, body: ReadableStream<Uint8Array>): Promise<void> {
  const writer = writable.getWriter();
  await writer.write(utf8.encode("zINSTREAM\0"));
  for await (const piece of body) {
    if (piece.byteLength === 0) continue;
    await writer.write(lengthOf(piece.byteLength));
    await writer.write(piece);
  }
  await writer.write(lengthOf(0));
}

function lengthOf(bytes: number): Uint8Array {
  const head = new Uint8Array(4);
  new DataView(head.buffer).setUint32(0, bytes);
  return head;
}

async function readReply(readable: ReadableStream<Uint8Array>): Promise<string> {
  const reader = readable.getReader();
  let text = "";
  const decoder = new TextDecoder();
  while (text.length < replyBytesMax) {
    const { value, done } = await reader.read();
    if (done) break;
    text += decoder.decode(value, { stream: true });
    if (text.includes("\0") || text.includes("\n")) break;
  }
  return text.replace(/[\0\n].*$/s, "").trim();
}

function verdictOf(reply: string): ScanVerdict {
  if (/^stream: OK$/.test(reply)) return { kind: "clean" };
  const virus = /^stream: (.+) FOUND$/.exec(reply)?.[1];
  return virus ? { kind: "virus", name: virus.slice(0, 200) } : { kind: "unavailable", detail: reply.slice(0, 200) };
}
