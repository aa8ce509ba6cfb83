/** "£0.60", "£29": pence stand only where there are any. */
export function formatPence(pence: number): string {
  const whole = pence % 100 === 0;
  return new Intl.NumberFormat("en-GB", {
    style: "currency",
    currency: "GBP",
    minimumFractionDigits: whole ? 0 : 2,
    maximumFractionDigits: whole ? 0 : 2,
  }).format(pence / 100);
}

const penceMost = 100_000_000;

/** Pounds as people type them ("25", "£1,200.50", "0.6") in pence; null: that is no amount. */
export function readPounds(typed: string): number | null {
  const plain = typed
    .trim()
    .replace(/^£\s*/, "")
    .replaceAll(/[,\s](?=\d{3}(?:\D|$))/g, "");
  const match = /^(\d{1,7})(?:[.,](\d{1,2}))?$/.exec(plain);
  if (!match) return null;
  const pence = Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
  return pence <= penceMost ? pence : null;
}
