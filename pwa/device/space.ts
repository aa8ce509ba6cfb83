export type Space = { usedBytes: number; freeBytes: number; persisted: boolean };

/** What the browser says it uses and would still give this app; null where it does not say. */
export async function space(): Promise<Space | null> {
  if (!navigator.storage?.estimate) return null;
  const { usage = 0, quota = 0 } = await navigator.storage.estimate();
  // No quota at all is no answer: an app that stores nothing would not be running.
  if (quota === 0) return null;
  const persisted = (await navigator.storage.persisted?.()) ?? false;
  return { usedBytes: usage, freeBytes: Math.max(0, quota - usage), persisted };
}

/** Asks that unsent photos survive the browser's own tidying. */
export async function askToPersist(): Promise<boolean> {
  if (await navigator.storage?.persisted?.()) return true;
  return (await navigator.storage?.persist?.()) ?? false;
}
