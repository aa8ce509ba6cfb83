/** wrangler dev never fires cron triggers by itself; this does. A missed one does no harm: cron is never the only path. */
export function keepCronGoing(edgeOrigin: string, everyMs = 30_000): () => void {
  const timer = setInterval(() => {
    fetch(`${edgeOrigin}/cdn-cgi/local/scheduled`, { signal: AbortSignal.timeout(20_000) }).then(
      (response) => response.body?.cancel(),
      () => {},
    );
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
