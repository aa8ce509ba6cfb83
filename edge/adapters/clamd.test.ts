import { expect, test } from "vitest";
import { type Connect, scanForViruses } from "./clamd.ts";

const eicar = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*";
const utf8 = new TextEncoder();

/** clamd's side of INSTREAM, in memory: it takes lengths and pieces apart and answers one line. */
class FakeClamd {
  seen = "";
  pieces = 0;
  hangsUpAfter = Number.POSITIVE_INFINITY;
  reply: string | null = null;

  readonly connect: Connect = () => {
    const answer = new TransformStream<Uint8Array, Uint8Array>();
    const writer = answer.writable.getWriter();
    let held = new Uint8Array();
    let greeted = false;
    const say = async (text: string) => {
      await writer.write(utf8.encode(`${text}\0`));
      await writer.close();
    };
    const take = (bytes: number) => {
      const taken = held.slice(0, bytes);
      held = held.slice(bytes);
      return taken;
    };
    const writable = new WritableStream<Uint8Array>({
      write: (piece) => {
        const joined = new Uint8Array(held.length + piece.length);
        joined.set(held);
        joined.set(piece, held.length);
        held = joined;
        if (!greeted && held.length >= 10) {
          expect(new TextDecoder().decode(take(10))).toBe("zINSTREAM\0");
          greeted = true;
        }
        if (!greeted) return;
        while (held.length >= 4) {
          const bytes = new DataView(held.buffer, held.byteOffset).getUint32(0);
          if (bytes === 0) return void say(this.reply ?? this.verdict()).catch(() => undefined);
          if (held.length < 4 + bytes) return;
          take(4);
          this.seen += new TextDecoder("latin1").decode(take(bytes));
          this.pieces += 1;
          if (this.pieces >= this.hangsUpAfter) {
            void writer.close().catch(() => undefined);
            throw new Error("hung up");
          }
        }
      },
    });
    return { readable: answer.readable, writable, close: async () => undefined };
  };

  private verdict = () => (this.seen.includes(eicar) ? "stream: Eicar-Test-Signature FOUND" : "stream: OK");
}

const bodyOf = (...pieces: string[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(utf8.encode(piece));
      controller.close();
    },
  });
const scan = (clamd: FakeClamd, ...pieces: string[]) => scanForViruses("clamd:3310", bodyOf(...pieces), clamd.connect);

test("a clean file is passed on whole, piece by piece, and let through", async () => {
  const clamd = new FakeClamd();
  expect(await scan(clamd, "solid ", "part", " endsolid")).toEqual({ kind: "clean" });
  expect([clamd.seen, clamd.pieces]).toEqual(["solid part endsolid", 3]);
});

test("EICAR is found, also where it lies across two pieces", async () => {
  const found = { kind: "virus", name: "Eicar-Test-Signature" };
  expect(await scan(new FakeClamd(), eicar)).toEqual(found);
  expect(await scan(new FakeClamd(), `solid ${eicar.slice(0, 20)}`, `${eicar.slice(20)} end`)).toEqual(found);
});

test("whatever is not a plain yes is no yes: errors, odd answers, a scanner that hangs up, is not there or not named", async () => {
  const kindOf = async (clamd: FakeClamd) => (await scan(clamd, "a", "b", "c")).kind;
  for (const reply of [
    "INSTREAM size limit exceeded. ERROR",
    "",
    "stream: OK but not quite",
    "OK",
    "UNKNOWN COMMAND",
  ]) {
    const clamd = new FakeClamd();
    clamd.reply = reply;
    expect(await kindOf(clamd), reply).toBe("unavailable");
  }
  const gone = new FakeClamd();
  gone.hangsUpAfter = 2;
  expect(await kindOf(gone)).toBe("unavailable");
  expect((await scanForViruses("127.0.0.1:1", bodyOf("a"))).kind).toBe("unavailable");
  for (const address of [undefined, "", "clamd", "clamd:port"]) {
    expect((await scanForViruses(address, bodyOf("a"), new FakeClamd().connect)).kind).toBe("unavailable");
  }
  expect((await scanForViruses("none", bodyOf(eicar))).kind).toBe("clean");
});
