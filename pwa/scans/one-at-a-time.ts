/**
 * Runs the work again only when it was asked for meanwhile, and then once: fifty photos changing state in a second
 * are a few reads, the last of them after the last change.
 */
export function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let again = false;
  const run = async (): Promise<void> => {
    while (again) {
      again = false;
      await work();
    }
  };
  return () => {
    again = true;
    running ??= run().finally(() => {
      running = null;
    });
    return running;
  };
}
