import type { Receipt } from "./receipt.ts";

const columns = ["name", "pass", "sha256", "bytes", "server", "confirmed_at_utc", "on_this_device", "reason"];

/** RFC 4180: a receipt to be kept apart from this app, with whole hashes and times in UTC. */
export function receiptCsv({ rows }: Receipt): string {
  const lines = rows.map((row) => [
    row.name,
    String(row.pass + 1),
    row.sha256,
    String(row.bytes),
    row.word,
    row.confirmedAtMs === null ? "" : new Date(row.confirmedAtMs).toISOString(),
    row.here ? "yes" : "no",
    row.why ?? "",
  ]);
  return [columns, ...lines].map((cells) => `${cells.map(cell).join(",")}\r\n`).join("");
}

/** Spreadsheets run what begins like a formula: a photo's name must not be one. */
function cell(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
