// One of many people: a part of their own, sliders, lists; and pauses in between, for people read and think.
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { LineChoice } from "#contract/print-settings";
import type { QuoteAnswer, QuoteAsked } from "#contract/quoting";
import { binaryStl, madeParts, trianglesOf } from "../estimator/parts.ts";
import { type Answered, type Asked, Connection } from "./connection.ts";
import type { Measured } from "./figures.ts";

/** How often of a hundred times each is asked: a quote is looked at and changed more often than a list is opened. */
const often = {
  "POST /quote/calculate": 32,
  "GET /quotes/{quoteId}": 24,
  "GET /materials/catalog": 14,
  "GET /quotes": 9,
  "POST /upload/stl": 7,
  "GET /scans": 7,
  "GET /orders": 7,
} as const;
type Operation = keyof typeof often;

/** Exponential, as pauses are, but nobody presses faster than a third of the mean. */
export function thinkMs(meanS: number, random: number): number {
  const least = meanS / 3;
  return (least + (meanS - least) * -Math.log(1 - random)) * 1_000;
}

/** As a slider goes: infill up by steps, now and then another layer height or material. */
export function choiceAt(step: number): LineChoice {
  const fine = step % 7 === 3;
  const settings: LineChoice["settings"] = {
    ...{ process: "fdm", material: step % 5 === 4 ? "petg" : "pla", pattern: "gyroid", supports: "auto" },
    ...{ preset: fine ? "fine" : "standard", layerHeightUm: fine ? 100 : 200, infillPercent: (step * 5) % 65 },
    orientation: { kind: "face-down", side: "-z" },
  };
  return { settings, colour: "black", finish: "none", quantity: 1 + (step % 4) };
}

/** Twelve kinds of part, each of everybody's own size: no two people share a slice or a shape. */
const kinds = madeParts.slice(0, 12);
function stlOf(number: number): Buffer {
  const part = kinds[number % kinds.length] as (typeof kinds)[number];
  const scale = 0.8 + 0.4 * Math.random();
  return Buffer.from(binaryStl(trianglesOf(part).map((value) => value * scale)));
}

export class User {
  private readonly connection: Connection;
  private readonly authorization = `Bearer cd_${randomBytes(32).toString("base64url")}`;
  private readonly roomId = randomUUID();
  private readonly stl: Buffer;
  private partId = "";
  private quoteId = "";
  private step = 0;

  constructor(origin: string, number: number) {
    this.connection = new Connection(origin, number);
    this.stl = stlOf(number);
  }

  /** A part that is ready and a first quote: what is measured begins there. */
  async begin(): Promise<void> {
    for (const operation of ["POST /upload/stl", "POST /quote/calculate"] as const) {
      const { failure } = await this.measured(operation);
      if (failure) throw new Error(`${operation}: ${failure}`);
    }
  }

  async goOn(untilMs: number, meanThinkS: number, told: (measured: Measured) => void): Promise<void> {
    await sleep(Math.random() * meanThinkS * 1_000);
    while (performance.now() < untilMs) {
      told(await this.measured(pick()));
      await sleep(Math.min(thinkMs(meanThinkS, Math.random()), Math.max(0, untilMs - performance.now())));
    }
    this.connection.close();
  }

  private async measured(operation: Operation): Promise<Measured> {
    const startedMs = performance.now();
    try {
      const asked = this.asked(operation);
      const answer = await this.connection.ask({
        ...asked,
        path: `/api/v1${asked.path}`,
        headers: { authorization: this.authorization, ...asked.headers },
      });
      this.note(operation, answer);
      const right = answer.status === 200 || answer.status === 201;
      return { operation, tookMs: answer.tookMs, failure: right ? null : `${answer.status} ${answer.body}` };
    } catch (error) {
      return { operation, tookMs: performance.now() - startedMs, failure: (error as Error).message };
    }
  }

  private asked(operation: Operation): Asked {
    const [method = "", path = ""] = operation.split(" ");
    switch (operation) {
      case "POST /upload/stl":
        return { method, path, headers: this.partHeaders(), body: this.stl };
      case "POST /quote/calculate":
        return { method, path, headers: { "content-type": "application/json" }, body: JSON.stringify(this.next()) };
      case "GET /quotes/{quoteId}":
        return { method, path: `/quotes/${this.quoteId}` };
      default:
        return { method, path };
    }
  }

  private partHeaders(): Record<string, string> {
    const sha256 = createHash("sha256").update(this.stl).digest("hex");
    return { "x-part-id": randomUUID(), "x-content-sha256": sha256, "x-file-name": "part.stl" };
  }

  private next(): QuoteAsked {
    this.step += 1;
    const lines = [{ lineId: this.partId, partId: this.partId, choice: choiceAt(this.step) }];
    return {
      ...{ quoteId: randomUUID(), roomId: this.roomId, revision: this.step, lines },
      ...{ leadTime: "standard", shipping: "tracked", country: "GB" },
    };
  }

  private note(operation: Operation, { status, body }: Answered): void {
    if (status >= 300) return;
    // Further ones lie beside it: the quotes stay those of the first.
    if (operation === "POST /upload/stl") this.partId ||= (JSON.parse(String(body)) as { partId: string }).partId;
    if (operation === "POST /quote/calculate") this.quoteId = (JSON.parse(String(body)) as QuoteAnswer).quote.quoteId;
  }
}

function pick(): Operation {
  let left = Math.random() * Object.values(often).reduce((sum, of) => sum + of, 0);
  for (const [operation, weight] of Object.entries(often)) {
    left -= weight;
    if (left < 0) return operation as Operation;
  }
  return "GET /materials/catalog";
}
