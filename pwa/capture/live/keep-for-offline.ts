import { opencvUrl } from "./opencv-file.ts";

/** Fetches OpenCV once, so that the service worker keeps it: an installed app must see the mat without a network. */
export async function keepForOffline(): Promise<void> {
  if (!navigator.serviceWorker?.controller) return;
  const { connection } = navigator as { connection?: { saveData?: boolean } };
  if (connection?.saveData || (await caches.match(opencvUrl))) return;
  await fetch(opencvUrl, { priority: "low" } as RequestInit).catch(() => undefined);
}
