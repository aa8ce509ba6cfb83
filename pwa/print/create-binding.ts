import { createEffect, createMemo, createSignal, on, onCleanup } from "solid-js";
import * as v from "valibot";
import { problems } from "#contract/problem";
import { type QuoteAsked, type QuoteEvent, quoteCalculatedSchema, quoteEventSchema } from "#contract/quoting";
import { outbox } from "../app/services.ts";
import { type Refusal, refusalOf } from "../server/refusal.ts";
import type { PrintOrder, Unpriced } from "./order.ts";
import { checkedOf, type Part } from "./parts-state.ts";
import { makeSendOnce } from "./send-once.ts";
import { sendPart } from "./send-part.ts";

/** `off`: nobody asked for a binding price yet, and nothing is sent. */
export type BindingStage = "off" | "sending" | "asking" | "listening";

type Ports = {
  parts: () => readonly Part[];
  newest: () => { revision: number; order: PrintOrder };
  onTold: (event: QuoteEvent) => void;
  onRefused: (revision: number, unpriced: Unpriced) => void;
};

/** A choice that is still being made need not be sliced. */
const restMs = 500;
const reopenMs = 3_000;

/**
 * Once asked for: parts go to the server, each choice is priced there, and the slicer's answer is told by WebSocket.
 * What is told carries the revision it answers; the reducer decides what it is worth.
 */
export function createBinding({ parts, newest, onTold, onRefused }: Ports) {
  const roomId = crypto.randomUUID();
  const [stage, setStage] = createSignal<BindingStage>("off");
  const [share, setShare] = createSignal(0);
  const [refusal, setRefusal] = createSignal<Refusal | null>(null);
  const sent = new Map<string, string>();
  const send = makeSendOnce((part) => sendPart(outbox.server, part, setShare));
  const listening = listen(onTold);
  let turn = 0;
  let rest: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => {
    turn++;
    clearTimeout(rest);
    listening.stop();
  });

  /** False: something was refused, or a newer choice has taken over. */
  const sendAll = async (order: PrintOrder, mine: number): Promise<boolean> => {
    for (const { partId } of order.lines) {
      const part = parts().find((one) => one.partId === partId);
      // What came back from the server is in mm here; there its numbers are the file's.
      const unit = part?.prepared?.unit ?? checkedOf(part)?.check.unit.unit;
      if (!part || !unit || sent.get(partId) === unit) continue;
      setStage("sending");
      const { name, file, fromScan } = part;
      const answer = await send({ partId, name, file, fromScan, unit });
      if (answer.kind === "ok" && answer.body.state === "ready") sent.set(partId, unit);
      if (mine !== turn) return false;
      const why = refusalOf(answer) ?? (sent.has(partId) ? null : notReady(answer));
      if (why) return refuse(why);
    }
    return true;
  };
  const refuse = (why: Refusal): false => {
    setRefusal(why);
    setStage("off");
    return false;
  };

  const ask = async (): Promise<void> => {
    const mine = ++turn;
    const { revision, order } = newest();
    if (order.lines.length === 0 || !(await sendAll(order, mine))) return;
    setStage("asking");
    const json = askedOf(roomId, revision, order);
    const answer = await outbox.server.ask("POST", "/quote/calculate", { json }, quoteCalculatedSchema);
    if (mine !== turn) return;
    if (answer.kind === "ok") {
      const { liveUrl, ...body } = answer.body;
      setStage("listening");
      listening.at(liveUrl);
      onTold({ type: "quote", revision, answer: body });
      return;
    }
    const why = refusalOf(answer);
    if (why) refuse(why);
    // The server knows better what the shop prints: the choice is taken back, with its reason.
    if (why && answer.kind === "problem") onRefused(revision, { why: "server", title: why.title, todo: why.todo });
  };

  // A memo: answers change the state too, and must not be asked for again.
  const revisionNow = createMemo(() => newest().revision);
  createEffect(
    on(
      revisionNow,
      () => {
        if (stage() === "off") return;
        clearTimeout(rest);
        rest = setTimeout(() => void ask(), restMs);
      },
      { defer: true },
    ),
  );

  return {
    stage,
    share,
    refusal,
    begin: () => {
      setRefusal(null);
      setStage("asking");
      void ask();
    },
  };
}
export type Binding = ReturnType<typeof createBinding>;

/** The part came, but may not be priced: its problem in the server's words. */
function notReady(answer: { kind: string; body?: { problem?: { code: string; detail: string } | null } }): Refusal {
  const code = answer.body?.problem?.code;
  const known = Object.entries(problems).find(([name]) => name === code)?.[1] ?? problems["part-not-ready"];
  return { code: code ?? "part-not-ready", title: known.title, todo: known.todo };
}

const askedOf = (roomId: string, revision: number, order: PrintOrder): QuoteAsked => ({
  ...{ quoteId: crypto.randomUUID(), roomId, revision },
  lines: order.lines.map(({ partId, choice }) => ({ lineId: partId, partId, choice })),
  ...{ leadTime: order.leadTime, shipping: order.shipping, country: order.country },
});

/** One socket, at the newest address; opened again when it breaks off. */
function listen(onTold: (event: QuoteEvent) => void) {
  let socket: WebSocket | null = null;
  let address = "";
  let reopening: ReturnType<typeof setTimeout> | undefined;
  const pathOf = (url: string) => new URL(url, location.href).pathname;
  const open = () => {
    const mine = new WebSocket(address);
    socket = mine;
    mine.onmessage = ({ data }) => {
      const event = readEvent(data);
      if (event) onTold(event);
    };
    mine.onclose = () => {
      if (socket === mine) reopening = setTimeout(open, reopenMs);
    };
  };
  return {
    at(url: string): void {
      const same = address !== "" && pathOf(address) === pathOf(url);
      address = url;
      if (same && socket && socket.readyState <= WebSocket.OPEN) return;
      clearTimeout(reopening);
      open();
    },
    stop(): void {
      clearTimeout(reopening);
      const last = socket;
      socket = null;
      last?.close();
    },
  };
}

function readEvent(data: unknown): QuoteEvent | null {
  if (typeof data !== "string" || !data.startsWith("{")) return null;
  try {
    const parsed = v.safeParse(quoteEventSchema, JSON.parse(data));
    return parsed.success ? parsed.output : null;
  } catch {
    return null;
  }
}
