import { expect, test } from "vitest";
import type { PartView } from "#contract/quoting";
import { pieceBytes } from "#contract/quoting";
import { standIn } from "../server/server.ts";
import { sendPart } from "./send-part.ts";

type Call = { method: string; path: string; bytes: number };

/** A server that keeps pieces, and breaks off where it is told to. */
function server(options: { breakAt?: number; unit?: "mm" | "inch" } = {}) {
  const [calls, pieces] = [[] as Call[], new Set<number>()];
  let { breakAt = Infinity } = options;
  let state: PartView["state"] = "receiving";
  const ask = async (method: string, path: string, { bytes }: { bytes?: ArrayBuffer } = {}) => {
    calls.push({ method, path, bytes: bytes?.byteLength ?? 0 });
    if (bytes) {
      if (calls.length > breakAt) {
        breakAt = Infinity;
        return { kind: "unreachable" as const };
      }
      pieces.add(Number(path.split("/").at(-1)));
      return { kind: "ok" as const, body: undefined };
    }
    if (path.endsWith("complete")) state = "ready";
    const check = state === "ready" ? { unit: { unit: options.unit ?? "mm" } } : null;
    return { kind: "ok" as const, body: { state, pieces: [...pieces], check } };
  };
  // biome-ignore lint/suspicious/noExplicitAny: a server in few words
  return { calls, pieces, ask: ask as any };
}
const part = (bytes: number) => ({
  ...({ partId: "p", name: "part.stl", unit: "mm" } as const),
  file: new Blob([new Uint8Array(bytes)]),
});

test("a file goes in pieces, the last one what is left, and is completed once", async () => {
  const at = server();
  const shares: number[] = [];
  const answer = await sendPart(at, part(pieceBytes * 2 + 5), (share) => shares.push(share));
  expect(answer.kind).toBe("ok");
  expect(at.calls.filter(({ bytes }) => bytes).map(({ bytes }) => bytes)).toEqual([pieceBytes, pieceBytes, 5]);
  expect(at.calls.filter(({ path }) => path.endsWith("complete"))).toHaveLength(1);
  expect(shares).toEqual([0, 1 / 3, 2 / 3, 1]);
});

test("after a break only the missing pieces are sent", async () => {
  const at = server({ breakAt: 2 });
  const file = part(pieceBytes * 2 + 5);
  expect(await sendPart(at, file, () => undefined)).toEqual({ kind: "unreachable" });
  expect(at.pieces.size).toBe(1);
  const before = at.calls.length;
  expect((await sendPart(at, file, () => undefined)).kind).toBe("ok");
  expect(at.calls.slice(before).filter(({ bytes }) => bytes)).toHaveLength(2);
});

test("a unit that the server guessed otherwise is put right", async () => {
  const at = server({ unit: "inch" });
  await sendPart(at, part(100), () => undefined);
  expect(at.calls.at(-1)).toMatchObject({ method: "PATCH", path: "/parts/p" });
});

test("a refusal is handed on, and nothing more is sent", async () => {
  const refusal = { kind: "problem", problem: standIn(413), retryAfterMs: null } as const;
  let asked = 0;
  const ask = async () => {
    asked += 1;
    return refusal;
  };
  expect(await sendPart({ ask }, part(100), () => undefined)).toBe(refusal);
  expect(asked).toBe(1);
});

const fromScan = { scanId: "s", jobId: "j" };

test("what the server has from a scan is not sent again", async () => {
  const at = server();
  await sendPart(at, { ...part(pieceBytes), fromScan }, () => undefined);
  expect(at.calls).toEqual([{ method: "POST", path: "/parts/from-scan", bytes: 0 }]);
});

test("where the scan's file is gone there, the one on this device is sent; without a network nothing is", async () => {
  const at = server();
  const gone = { kind: "problem", problem: { ...standIn(409), code: "scan-not-printable" }, retryAfterMs: null };
  // biome-ignore lint/suspicious/noExplicitAny: a server in few words
  const ask: any = (method: string, path: string, options: object) =>
    path === "/parts/from-scan" ? gone : at.ask(method, path, options);
  expect((await sendPart({ ask }, { ...part(100), fromScan }, () => undefined)).kind).toBe("ok");
  expect(at.calls.map(({ path }) => path)).toEqual(["/parts/p", "/parts/p/pieces/0", "/parts/p/complete"]);
  const off = { ask: async () => ({ kind: "unreachable" }) as const };
  expect(await sendPart(off, { ...part(100), fromScan }, () => undefined)).toEqual({ kind: "unreachable" });
});
