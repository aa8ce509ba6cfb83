// Starts the whole system on this machine, watches it, and stops all of it.
import { networkInterfaces } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { keepCronGoing } from "./cron.ts";
import { KeptWorker } from "./kept-worker.ts";
import type { SystemOptions } from "./options.ts";
import { Part, type PartPlan } from "./part.ts";
import {
  type Addresses,
  controlPlanePlan,
  edgePlan,
  paypalPlan,
  slicerMissing,
  slicerPlan,
  stripePlan,
  workerPlan,
} from "./parts.ts";
import { freePort, isFree } from "./ports.ts";
import { buildPwa, migrate } from "./prepare.ts";
import { answers, RecordFile } from "./record.ts";

const readyWithinMs = 90_000;

/** Something a person can act on; shown without a stack. */
export class StartProblem extends Error {
  override name = "StartProblem";
}

export type System = {
  url: string;
  /** Settles with a reason when a part dies that the system cannot do without. */
  broken: Promise<string>;
  /** The worker, which is started again when it dies. */
  worker(): Part;
  stop(): Promise<void>;
};

async function chooseAddresses({ port, portMustBe, lan, billing }: SystemOptions): Promise<Addresses> {
  const listenOn = lan ? "0.0.0.0" : "127.0.0.1";
  if (portMustBe && !(await isFree(port, listenOn))) throw new StartProblem(`Port ${port} is in use; choose another.`);
  const edgePort = await freePort(port, listenOn);
  const edgeOrigin = `http://127.0.0.1:${edgePort}`;
  return {
    edgePort,
    controlPlanePort: await freePort(edgePort + 4),
    stripePort: billing === "test" && !process.env.STRIPE_SECRET_KEY ? await freePort(edgePort + 8) : null,
    paypalPort: billing === "test" && !process.env.PAYPAL_CLIENT_ID ? await freePort(edgePort + 12) : null,
    inspectorPort: await freePort(edgePort + 1000),
    listenOn,
    edgeOrigin,
    publicOrigin: lan ? `http://${lanAddress() ?? "127.0.0.1"}:${edgePort}` : edgeOrigin,
  };
}

/** This machine's address in the local network. */
export function lanAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return all.find(({ family, internal }) => family === "IPv4" && !internal)?.address;
}

export async function startSystem(options: SystemOptions, record = new RecordFile()): Promise<System> {
  const left = await record.endLeftovers();
  if (left.length) options.say(`Ended what an earlier, killed start had left running: ${left.join(", ")}.`);
  await buildPwa();
  await migrate(options.stateFolder);
  const addresses = await chooseAddresses(options);
  if (addresses.edgePort !== options.port) options.say(`Port ${options.port} is in use: taking ${addresses.edgePort}.`);

  const running = new Running(addresses, options, record);
  try {
    await running.ready();
  } catch (error) {
    await running.stop();
    throw error;
  }
  return running;
}

class Running implements System {
  readonly url: string;
  readonly broken: Promise<string>;
  private readonly controlPlane: Part;
  private readonly edge: Part;
  /** The fakes of who takes money. */
  private readonly payments: Part[];
  /** The reconstruction's, and the slicer's where PrusaSlicer is installed. */
  private readonly workers: [KeptWorker, ...KeptWorker[]];
  private stopping = false;
  private readonly stopCron: () => void;
  private readonly options: SystemOptions;
  private readonly record: RecordFile;

  constructor(addresses: Addresses, options: SystemOptions, record: RecordFile) {
    this.options = options;
    this.record = record;
    this.url = addresses.edgeOrigin;
    this.controlPlane = new Part(controlPlanePlan(addresses), options.logFolder);
    const { stateFolder, logFolder, billing } = options;
    this.edge = new Part(edgePlan(addresses, stateFolder, billing, options.vars), logFolder);
    const { stripePort, paypalPort } = addresses;
    this.payments = [
      ...(stripePort === null ? [] : [new Part(stripePlan(addresses, stripePort, stateFolder), logFolder)]),
      ...(paypalPort === null ? [] : [new Part(paypalPlan(addresses, paypalPort, stateFolder), logFolder)]),
    ];
    const noSlicer = slicerMissing();
    if (noSlicer) options.say(noSlicer);
    this.workers = [
      this.kept((number) => workerPlan(addresses, number)),
      ...(noSlicer ? [] : [this.kept((number) => slicerPlan(addresses, number))]),
    ];
    this.note();
    this.broken = new Promise((resolve) => {
      for (const part of [this.controlPlane, this.edge, ...this.payments]) {
        part.ended.then((how) => resolve(`The ${part.name} ${how}. Its last words (${part.logFile}):\n${part.tail()}`));
      }
      for (const worker of this.workers) worker.broken.then(resolve);
    });
    this.stopCron = keepCronGoing(this.url);
  }

  worker(): Part {
    return this.workers[0].part;
  }

  private kept(plan: (number: number) => PartPlan): KeptWorker {
    const { logFolder, say } = this.options;
    return new KeptWorker(plan, logFolder, { another: () => this.note(), say });
  }

  private note(): void {
    this.record.write(this.url, this.options.stateFolder, [
      this.controlPlane,
      this.edge,
      ...this.payments,
      ...this.workers.map(({ part }) => part),
    ]);
  }

  async ready(): Promise<void> {
    const deadlineMs = Date.now() + readyWithinMs;
    const failed = this.broken.then((reason) => {
      throw new StartProblem(reason);
    });
    const healthy = (async () => {
      while (!(await answers(this.url))) {
        if (Date.now() > deadlineMs) {
          throw new StartProblem(`The edge did not answer in ${readyWithinMs / 1000} s:\n${this.edge.tail()}`);
        }
        await sleep(200);
      }
    })();
    await Promise.race([healthy, failed]);
    failed.catch(() => {});
  }

  async stop(): Promise<void> {
    if (this.stopping) return;
    this.stopping = true;
    this.stopCron();
    const parts = [...this.workers, this.edge, this.controlPlane, ...this.payments];
    await Promise.all(parts.map((part) => part.stop()));
    this.record.remove();
  }
}
