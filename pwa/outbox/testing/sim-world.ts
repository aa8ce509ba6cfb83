import type { Command, DrainEvent, OutboxEvent, ScanBox } from "../model.ts";
import { reduce } from "../reduce.ts";
import { eventOf, problem, SimServer } from "./sim-server.ts";

export const scanId = "5ca00000-0000-4000-8000-000000000000";
export const options = { scale: { mat: "auto" }, quality: "standard" } as const;

/** What may happen to a request on its way. */
export const fates = ["ok", "request-lost", "answer-lost", "doubled", "500", "429", "corrupted"] as const;
export type Fate = (typeof fates)[number];

export type Action =
  | { do: "add"; content: number }
  | { do: "remove"; index: number }
  | { do: "rename"; name: string }
  | { do: "submit" }
  | { do: "withdraw" }
  | { do: "recheck" }
  | { do: "delete" }
  | { do: "wake"; online: boolean }
  | { do: "pass"; ms: number }
  | { do: "deliver"; index: number; fate: Fate }
  | { do: "crash" }
  | { do: "late"; index: number }
  | { do: "job-ends" };

/** A phone with one scan, a network that does what it likes, and the server; time moves only by actions. */
export class SimWorld {
  readonly server = new SimServer();
  box: ScanBox | null = null;
  nowMs = 1_000;
  /** What the person added and did not take out again: photo id → hash. */
  readonly wanted = new Map<string, string>();
  readonly asked = new Set<string>();
  /** Every id that was ever made, with its one content. */
  readonly made = new Map<string, string>();
  private flying: Command[] = [];
  /** Requests whose sender died: they may reach the server yet, or never. */
  private stray: Command[] = [];
  private serial = 0;

  constructor() {
    this.apply({ type: "scan-made", scanId, name: "part" });
  }

  act(action: Action): void {
    switch (action.do) {
      case "add":
        this.add(action.content);
        break;
      case "remove":
        this.remove(action.index);
        break;
      case "rename":
        this.apply({ type: "scan-renamed", name: action.name });
        break;
      case "submit":
        this.submit();
        break;
      case "withdraw":
        this.apply({ type: "submit-withdrawn" });
        break;
      case "recheck":
        this.apply({ type: "recheck-asked" });
        break;
      case "delete":
        this.wanted.clear();
        this.apply({ type: "delete-asked" });
        break;
      case "wake":
        this.drain({ type: "woken", online: action.online });
        break;
      case "pass":
        this.nowMs += action.ms;
        break;
      case "deliver":
        this.deliver(action.index, action.fate);
        break;
      case "crash":
        this.stray.push(...this.flying.splice(0));
        this.drain({ type: "drain-started" });
        break;
      case "late":
        this.arriveLate(action.index);
        break;
      case "job-ends":
        for (const job of this.server.jobs.values()) job.running = false;
    }
  }

  /** The network is good again and stays so: everything has to come to its end. */
  heal(): void {
    this.stray = [];
    this.act({ do: "crash" });
    this.stray = [];
    for (let round = 0; round < 200; round++) {
      this.act({ do: "job-ends" });
      this.act({ do: "pass", ms: 400_000 });
      this.act({ do: "wake", online: true });
      while (this.flying.length > 0) this.deliver(0, "ok");
    }
  }

  private drain(event: DrainEvent): void {
    this.flying.push(...this.apply(event));
  }

  private apply(event: OutboxEvent): Command[] {
    const step = reduce(this.box, event, this.nowMs);
    this.box = step.box;
    return step.commands;
  }

  private add(content: number): void {
    this.serial += 1;
    const photoId = `f0700000-0000-4000-8000-${String(this.serial).padStart(12, "0")}`;
    const sha256 = String(content).padStart(64, "0");
    const before = this.box?.photos.length;
    this.apply({
      type: "photo-saved",
      photo: {
        photoId,
        pass: 0,
        name: "p.jpg",
        sha256,
        bytes: 10,
        format: "jpeg",
        widthPx: 2000,
        heightPx: 1000,
        takenAtMs: 0,
      },
    });
    if (this.box && before !== this.box.photos.length) {
      this.wanted.set(photoId, sha256);
      this.made.set(photoId, sha256);
    }
  }

  private remove(index: number): void {
    const photoId = [...this.wanted.keys()][index % Math.max(1, this.wanted.size)];
    if (photoId === undefined) return;
    this.wanted.delete(photoId);
    this.apply({ type: "photo-removed", photoId });
  }

  private arriveLate(index: number): void {
    const [command] = this.stray.splice(index % Math.max(1, this.stray.length), 1);
    if (command) this.server.take(command);
  }

  private submit(): void {
    this.serial += 1;
    const jobId = `70b00000-0000-4000-8000-${String(this.serial).padStart(12, "0")}`;
    this.apply({ type: "submit-asked", jobId, options });
    if (this.box?.scan.submission?.jobId === jobId) this.asked.add(jobId);
  }

  private deliver(index: number, fate: Fate): void {
    const [command] = this.flying.splice(index % Math.max(1, this.flying.length), 1);
    if (command) this.drain(eventOf(command, this.answer(command, fate)));
  }

  private answer(command: Command, fate: Fate) {
    switch (fate) {
      case "request-lost":
        return { kind: "unreachable" } as const;
      case "answer-lost":
        this.server.take(command);
        return { kind: "unreachable" } as const;
      case "500":
        return problem("internal");
      case "429":
        return problem("rate-limited", 5_000);
      case "corrupted":
        return command.type === "put-photo" ? problem("photo-hash-mismatch") : problem("internal");
      case "doubled":
        this.server.take(command);
        return this.server.take(command);
      case "ok":
        return this.server.take(command);
    }
  }
}
