// The table of stages: redrawn in place on a terminal, plain lines elsewhere.
import type { ProgressEvent } from "#contract/job-words";
import { type StageName, stageNames } from "#contract/job-words";

export const stageTitles: Record<StageName, string> = {
  load: "photos checked",
  features: "features",
  matching: "matching",
  poses: "poses",
  dense: "depth maps",
  object: "part found",
  mesh: "mesh",
  cad: "CAD",
  export: "export",
};

type Row = {
  title: string;
  state: "waiting" | "running" | "done" | "failed";
  text: string;
  startedAtMs: number;
  endedAtMs: number;
};

const plainEveryMs = 10_000;
const marks = { waiting: " ", running: "▸", done: "✓", failed: "✗" };
const sentRow = "sent";

export class Board {
  private readonly rows = new Map<string, Row>();
  private readonly out: NodeJS.WriteStream;
  private readonly timer: NodeJS.Timeout | undefined;
  private readonly now: () => number;
  private drawnLines = 0;
  private attempt = 0;
  private sequence = -1;
  private lastPlainAtMs = 0;

  constructor(out: NodeJS.WriteStream = process.stdout, now = Date.now) {
    this.out = out;
    this.now = now;
    this.addRow(sentRow, "photos sent");
    for (const name of stageNames) this.addRow(name, stageTitles[name]);
    if (out.isTTY) this.timer = setInterval(() => this.draw(), 500);
  }

  private addRow(key: string, title: string): void {
    this.rows.set(key, { title, state: "waiting", text: "", startedAtMs: 0, endedAtMs: 0 });
  }

  sent(count: number, total: number): void {
    this.update(sentRow, count === total ? "done" : "running", `${count}/${total}`, this.now());
  }

  /** Takes events in any order, late and doubled ones too. */
  progress(event: ProgressEvent): void {
    if (event.attempt < this.attempt) return;
    if (event.attempt > this.attempt) {
      if (this.attempt > 0) this.line(`The worker was lost; attempt ${event.attempt}.`);
      for (const name of stageNames) this.addRow(name, stageTitles[name]);
      this.attempt = event.attempt;
      this.sequence = -1;
    }
    const row = this.rows.get(event.stage);
    const late = event.sequence <= this.sequence;
    this.sequence = Math.max(this.sequence, event.sequence);
    if (!row || (late && (row.state === "done" || row.state === event.state))) return;
    const count = event.total === null || event.text.includes("/") ? "" : `${event.done ?? 0}/${event.total}  `;
    this.update(event.stage, event.state, `${count}${event.text}`, event.atMs);
  }

  private update(key: string, state: Row["state"], text: string, atMs: number): void {
    const row = this.rows.get(key);
    if (!row) return;
    const isNew = row.state !== state;
    const seen = row.text !== text || isNew;
    if (row.state === "waiting") row.startedAtMs = atMs;
    Object.assign(row, { state, text, endedAtMs: atMs });
    if (this.out.isTTY) this.draw();
    else if (seen && (isNew || this.now() - this.lastPlainAtMs > plainEveryMs)) this.plain(row);
  }

  private plain(row: Row): void {
    this.lastPlainAtMs = this.now();
    const seconds = row.state === "done" ? `  (${((row.endedAtMs - row.startedAtMs) / 1000).toFixed(1)} s)` : "";
    this.out.write(`${marks[row.state]} ${row.title.padEnd(15)} ${row.text}${seconds}\n`);
  }

  /** A line of its own above the table. */
  line(text: string): void {
    this.clear();
    this.out.write(`${text}\n`);
    if (this.out.isTTY) this.draw();
  }

  private clear(): void {
    if (this.drawnLines) this.out.write(`\x1b[${this.drawnLines}A\x1b[J`);
    this.drawnLines = 0;
  }

  private draw(): void {
    const width = this.out.columns || 100;
    const lines = [...this.rows.values()].map((row) => {
      const untilMs = row.state === "running" ? this.now() : row.endedAtMs;
      const seconds = row.state === "waiting" ? "" : `${Math.max(0, (untilMs - row.startedAtMs) / 1000).toFixed(0)} s`;
      return `${marks[row.state]} ${row.title.padEnd(15)} ${seconds.padStart(6)}  ${row.text}`.slice(0, width - 1);
    });
    this.clear();
    this.out.write(`${lines.join("\n")}\n`);
    this.drawnLines = lines.length;
  }

  /** The last picture stays on the terminal. */
  close(): void {
    clearInterval(this.timer);
    if (this.out.isTTY) this.draw();
    this.drawnLines = 0;
  }
}
