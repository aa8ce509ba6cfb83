import type { FileUnit } from "#contract/print-settings";
import { problems } from "#contract/problem";
import {
  type PartView,
  type QuoteAnswer,
  type QuoteAsked,
  quoteAnswerSchema,
  quoteCalculatedSchema,
  quoteShareSchema,
} from "#contract/quoting";
import type { Answer } from "../outbox/model.ts";
import type { PrintOrder } from "../print/order.ts";
import { sendPart } from "../print/send-part.ts";
import type { Server } from "../server/server.ts";
import { type Trouble, troubleOf } from "./trouble.ts";

/** `off`: nobody asked for a binding price yet, and nothing was sent. */
export type Stage = "off" | "sending" | "checking" | "asking" | "waiting";

export interface PartToPrice {
  readonly partId: string;
  readonly name: string;
  readonly file: Blob;
  /** Null: as the shop reads it. */
  readonly unit: FileUnit | null;
}

interface Ports {
  readonly server: Pick<Server, "ask">;
  readonly newest: () => { revision: number; order: PrintOrder; part: PartToPrice | null };
  readonly whyUnreachable: () => Promise<Trouble>;
  readonly onStage: (stage: Stage, share: number) => void;
  readonly onPart: (view: PartView) => void;
  readonly onTold: (revision: number, answer: QuoteAnswer) => void;
  /** `final`: the shop will say the same again of this choice. */
  readonly onTrouble: (trouble: Trouble, revision: number, final: boolean) => void;
}

/** A choice that is still being made need not be sliced. */
const restMs = 500;
const pollsMs = [500, 700, 1_000, 1_000, 1_500, 1_500, 2_000];
const pollMostMs = 3_000;
const waitMostMs = 240_000;
const moving: ReadonlySet<string> = new Set(["estimating", "slicing"]);
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** One question after another: what an earlier one is still waiting for is nobody's concern any more. */
interface Turn {
  readonly mine: () => boolean;
  /** What was answered; null: trouble, which has been told, or a newer turn. */
  readonly well: <Body>(asked: Promise<Answer<Body>>) => Promise<Body | null>;
  readonly fail: (trouble: Trouble, final: boolean) => void;
}

/**
 * Once asked for: the file goes to the shop, each choice is priced there, and its quote is asked after until the slicer
 * has answered. By polling: a page's policy then has one address to allow.
 */
export function makeBinding(ports: Ports) {
  const { server, newest, onStage } = ports;
  const roomId = crypto.randomUUID();
  let sent: string | null = null;
  let newestTurn = 0;
  let on = false;
  let rest: ReturnType<typeof setTimeout> | undefined;

  const takeTurn = (): Turn => {
    const number = ++newestTurn;
    const mine = () => number === newestTurn;
    const fail: Turn["fail"] = (trouble, final) => {
      if (!mine()) return;
      on = false;
      onStage("off", 0);
      ports.onTrouble(trouble, newest().revision, final);
    };
    const well: Turn["well"] = async (asked) => {
      const answer = await asked;
      if (answer.kind === "ok") return mine() ? answer.body : null;
      const trouble = await troubleOf(answer, ports.whyUnreachable);
      if (trouble) fail(trouble, answer.kind === "problem" && answer.problem.retry === "never");
      return null;
    };
    return { mine, well, fail };
  };

  const ask = async (): Promise<void> => {
    const turn = takeTurn();
    const { part } = newest();
    const name = `${part?.partId} ${part?.unit}`;
    if (!part || (sent !== name && !(await send(ports, part, turn)))) return;
    sent = name;
    // Read after sending: what the shop found in the file may have changed the choice.
    const { revision, order } = newest();
    onStage("asking", 1);
    const json = askedOf(roomId, revision, order);
    const calculated = await turn.well(server.ask("POST", "/quote/calculate", { json }, quoteCalculatedSchema));
    if (!calculated) return;
    const { liveUrl: _, ...first } = calculated;
    await follow(ports, revision, first, turn);
  };

  return {
    begin(): void {
      on = true;
      void ask();
    },
    /** A new choice: asked about once it has rested, where binding prices were asked for at all. */
    changed(): void {
      if (!on) return;
      newestTurn += 1;
      clearTimeout(rest);
      rest = setTimeout(() => void ask(), restMs);
    },
    /** Another file: nothing is sent of it before somebody says so. */
    forget(): void {
      newestTurn += 1;
      on = false;
      sent = null;
      clearTimeout(rest);
      onStage("off", 0);
    },
    /** A link to the quote as a page; null: there is none now. */
    async share(quoteId: string): Promise<string | null> {
      const answer = await server.ask("POST", `/quotes/${quoteId}/share`, {}, quoteShareSchema);
      return answer.kind === "ok" ? answer.body.url : null;
    },
  };
}

const askedOf = (roomId: string, revision: number, order: PrintOrder): QuoteAsked => ({
  ...{ quoteId: crypto.randomUUID(), roomId, revision },
  lines: order.lines.map(({ partId, choice }) => ({ lineId: partId, partId, choice })),
  ...{ leadTime: order.leadTime, shipping: order.shipping, country: order.country },
});

/** Brings the file to the shop and waits until it has checked it, or made triangles of it. */
async function send({ server, onStage, onPart }: Ports, part: PartToPrice, turn: Turn): Promise<boolean> {
  onStage("sending", 0);
  const onShare = (share: number) => turn.mine() && onStage(share < 1 ? "sending" : "checking", share);
  // Whoever has chosen another file does not have the old one asked after: that pause never ends.
  const pause = (ms: number) => (turn.mine() ? sleep(ms) : new Promise<void>(() => undefined));
  const view = await turn.well(sendPart(server, part, onShare, pause));
  if (!view) return false;
  onPart(view);
  if (view.state !== "ready") turn.fail(notReady(view), false);
  return view.state === "ready" && turn.mine();
}

async function follow({ server, onStage, onTold }: Ports, revision: number, first: QuoteAnswer, turn: Turn) {
  onStage("waiting", 1);
  let answer: QuoteAnswer | null = first;
  let waitedMs = 0;
  for (let poll = 0; answer; poll += 1) {
    onTold(revision, answer);
    const next: string | null = answer.nextQuoteId;
    if (next === null && (!moving.has(answer.quote.state) || waitedMs > waitMostMs)) return;
    const pauseMs = next === null ? (pollsMs[poll] ?? pollMostMs) : 0;
    await sleep(pauseMs);
    waitedMs += pauseMs;
    if (!turn.mine()) return;
    answer = await turn.well(server.ask("GET", `/quotes/${next ?? answer.quote.quoteId}`, {}, quoteAnswerSchema));
  }
}

function notReady({ problem }: PartView): Trouble {
  const code = problem?.code ?? "part-not-ready";
  const { title, todo } = problems[code];
  return { code, title, todo };
}
