/** The same day `months` later, or the month's last day; seconds, UTC. */
export function addMonths(fromS: number, months: number): number {
  const from = new Date(fromS * 1000);
  const day = from.getUTCDate();
  const to = new Date(from);
  to.setUTCDate(1);
  to.setUTCMonth(to.getUTCMonth() + months);
  const last = new Date(Date.UTC(to.getUTCFullYear(), to.getUTCMonth() + 1, 0)).getUTCDate();
  to.setUTCDate(Math.min(day, last));
  return Math.floor(to.getTime() / 1000);
}

/** The first month's turn after `afterS`, counted from the anchor so that the 31st comes back after February. */
export function nextTurn(anchorS: number, afterS: number): number {
  for (let months = 1; ; months++) {
    const turn = addMonths(anchorS, months);
    if (turn > afterS) return turn;
  }
}
