/** What tabs and the service worker tell each other: whose records changed, and that there is something to send. */
export type Change = { type: "changed"; scanId: string } | { type: "poke" };

export type Changes = { tell(change: Change): void; listen(heard: (change: Change) => void): () => void };

export function makeChanges(name = "caliper-outbox"): Changes {
  const channel = new BroadcastChannel(name);
  const listeners = new Set<(change: Change) => void>();
  channel.addEventListener("message", (event: MessageEvent<Change>) => {
    for (const heard of listeners) heard(event.data);
  });
  return {
    tell(change) {
      channel.postMessage(change);
      // A channel does not hear itself.
      for (const heard of listeners) heard(change);
    },
    listen(heard) {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
  };
}
