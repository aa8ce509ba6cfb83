import type { LineChoice } from "#contract/print-settings";
import type { PartView, QuoteAnswer, QuoteAsked } from "#contract/quoting";
import { type SliceInput, type SliceOutput, sliceVersions } from "#contract/slice";
import { binaryStl, box } from "#quote/mesh/solids";
import { sha256Of } from "./sha256.ts";
import type { TestSystem } from "./test-system.ts";

export const choice: LineChoice = {
  settings: {
    ...{ process: "fdm", material: "pla", preset: "standard", layerHeightUm: 200, infillPercent: 20 },
    ...{ pattern: "gyroid", supports: "none", orientation: { kind: "face-down", side: "-z" } },
  },
  ...{ colour: "black", finish: "none", quantity: 1 },
};

export const boxStl = (x = 20, y = 20, z = 10): Uint8Array<ArrayBuffer> => Uint8Array.from(binaryStl(box([x, y, z])));
/** A size of its own: slices are shared by geometry, and the database by all tests. */
export const freshStl = (): Uint8Array<ArrayBuffer> => boxStl(20 + Math.random() * 30, 20 + Math.random() * 30, 12);

export const figuresOf = (materialMg = 10_000) => ({
  ...{ materialMg, supportMg: 0, filamentMm: 3_300, seconds: 3_600, layers: 50 },
});

/** A shop with a slicer that answers when a test says so. */
export class PrintShop {
  readonly system: TestSystem;

  constructor(system: TestSystem) {
    this.system = system;
    // The database is shared: what other tests left under way must hold up nobody.
    const more = { SLICER_BASE: "http://runpod.test/v2/slice", SLICES_AT_ONCE: "1000", CLAMD_ADDRESS: "none" };
    this.system.env = { ...system.env, ...more };
  }

  async send(bytes: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Response> {
    return this.system.fetch("http://edge.test/api/v1/upload/stl", {
      ...{ method: "POST", body: bytes },
      headers: {
        ...{ authorization: `Bearer ${this.system.token}`, "content-length": String(bytes.byteLength) },
        ...{ "x-part-id": crypto.randomUUID(), "x-content-sha256": await sha256Of(bytes), "x-file-name": "part.stl" },
        ...headers,
      },
    });
  }

  async part(bytes: Uint8Array<ArrayBuffer> = freshStl()): Promise<PartView> {
    const answer = await this.send(bytes);
    if (answer.status !== 201) throw new Error(`part: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  asked(partId: string, more: Partial<QuoteAsked> = {}, chosen: LineChoice = choice): QuoteAsked {
    return {
      ...{ quoteId: crypto.randomUUID(), roomId: crypto.randomUUID(), revision: 1, leadTime: "standard" },
      ...{ shipping: "tracked", country: "GB", lines: [{ lineId: crypto.randomUUID(), partId, choice: chosen }] },
      ...more,
    };
  }

  async calculate(asked: QuoteAsked): Promise<QuoteAnswer & { liveUrl: string }> {
    const answer = await this.system.api("POST", "/quote/calculate", asked);
    if (answer.status !== 200) throw new Error(`quote: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  async quote(quoteId: string): Promise<QuoteAnswer> {
    return (await this.system.api("GET", `/quotes/${quoteId}`)).json();
  }

  /** The quote that holds in a quote's place by now. */
  async newest(quoteId: string): Promise<QuoteAnswer> {
    const answer = await this.quote(quoteId);
    return answer.nextQuoteId === null ? answer : this.quote(answer.nextQuoteId);
  }

  /** Runs that the slicer was given for a part, oldest first. */
  runsOf(part: Pick<PartView, "geometrySha256">): { id: string; input: SliceInput; webhook: string }[] {
    const runs = this.system.runpod.runs as unknown as { id: string; input: SliceInput; webhook: string }[];
    // Beside slices the worker is given parts to prepare.
    return runs.filter(({ input }) => input.geometry?.sha256 === part.geometrySha256);
  }

  /** A fresh part's binding price, and the estimate that it replaced. */
  async binding() {
    const part = await this.part();
    const asked = this.asked(part.partId);
    await this.calculate(asked);
    const [run] = this.runsOf(part);
    if (!run) throw new Error("the slicer was not asked");
    await this.end(run, { figures: figuresOf() });
    return { asked, quote: (await this.newest(asked.quoteId)).quote };
  }

  /** The slicer ends a run, and RunPod says so. */
  async end(run: { id: string; input: SliceInput; webhook: string }, output: Partial<SliceOutput>): Promise<Response> {
    this.system.runpod.set(run.id, { status: "COMPLETED", output: this.output(run.input, output) });
    return this.system.fetch(run.webhook, { method: "POST", body: "{}" });
  }

  output({ sliceId, attempt }: SliceInput, more: Partial<SliceOutput>): SliceOutput {
    return {
      ...{ schema: 1, sliceId, attempt, figures: null, failure: null, versions: sliceVersions, cacheKey: null },
      ...{ cached: false, files: [], seconds: 1, ...more },
    };
  }
}
