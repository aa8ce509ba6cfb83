import "../ui/tokens.css";
import "../ui/base.css";
import { render } from "solid-js/web";
import { keepLent, lentBy } from "../device/lent.ts";
import { App } from "./App.tsx";
import { installed } from "./install.ts";
import { database } from "./services.ts";
import { watchForUpdates } from "./update.ts";

/** Kept before anything is asked for, and taken out of the address bar and the history. */
async function takeLent(): Promise<boolean> {
  const lent = lentBy(location);
  if (!lent) return false;
  await keepLent(database, lent);
  history.replaceState(history.state, "", location.pathname + location.search);
  return true;
}

addEventListener("hashchange", () => void takeLent().then((taken) => taken && location.reload()));
await takeLent().catch((error: unknown) => console.error("The lent scan could not be kept", error));

const root = document.getElementById("app");
if (root) render(() => <App />, root);
watchForUpdates();
// What the camera needs to see the mat is large: an installed app fetches it once it has been idle for a while.
if (installed())
  setTimeout(() => void import("../capture/live/keep-for-offline.ts").then((kept) => kept.keepForOffline()), 20_000);
