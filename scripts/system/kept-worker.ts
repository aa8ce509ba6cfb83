// A worker may be killed by its own native code or for memory: like RunPod, another is started.
import { setTimeout as sleep } from "node:timers/promises";
import { Part, type PartPlan, signalGroup } from "./part.ts";

const shortLifeMs = 10_000;
const shortLivesMost = 4;

export class KeptWorker {
  /** Settles with a reason when each one dies as soon as it is started. */
  readonly broken: Promise<string>;
  #part: Part;
  #started = 0;
  #stopping = false;
  readonly #plan: (number: number) => PartPlan;
  readonly #logFolder: string;

  /** `plan`: to the control plane each start is another worker, as it must not answer for the last one's job. */
  constructor(
    plan: (number: number) => PartPlan,
    logFolder: string,
    on: { another: (part: Part) => void; say: (line: string) => void },
  ) {
    this.#plan = plan;
    this.#logFolder = logFolder;
    this.#part = this.#next();
    this.broken = new Promise((resolve) => void this.#supervise(on, resolve));
  }

  get part(): Part {
    return this.#part;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#part.stop();
  }

  #next(): Part {
    this.#started += 1;
    return new Part(this.#plan(this.#started), this.#logFolder);
  }

  async #supervise(
    on: { another: (part: Part) => void; say: (line: string) => void },
    giveUp: (reason: string) => void,
  ): Promise<void> {
    for (let shortLives = 0; ; ) {
      const startedMs = Date.now();
      const { name, logFile } = this.#part;
      const how = await this.#part.ended;
      // The SDK pings from a process of its own, which would go on saying that this worker lives.
      signalGroup(this.#part.pid, "SIGKILL");
      if (this.#stopping) return;
      shortLives = Date.now() - startedMs < shortLifeMs ? shortLives + 1 : 0;
      if (shortLives >= shortLivesMost) {
        return giveUp(`The ${name} keeps dying (${how}). Its last words (${logFile}):\n${this.#part.tail()}`);
      }
      on.say(`The ${name} ${how}; starting another.`);
      await sleep(500 * shortLives);
      if (this.#stopping) return;
      this.#part = this.#next();
      on.another(this.#part);
    }
  }
}
