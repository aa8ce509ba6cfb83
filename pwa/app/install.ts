import { createSignal } from "solid-js";

type InstallPromptEvent = Event & {
  prompt(): Promise<void>;
  userChoice: Promise<{ outcome: "accepted" | "dismissed" }>;
};

const [prompt, setPrompt] = createSignal<InstallPromptEvent | null>(null);
const standalone = matchMedia("(display-mode: standalone)");
const [installed, setInstalled] = createSignal(
  standalone.matches || ("standalone" in navigator && navigator.standalone === true),
);

addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  setPrompt(event as InstallPromptEvent);
});
addEventListener("appinstalled", () => {
  setInstalled(true);
  setPrompt(null);
});
standalone.addEventListener("change", () => setInstalled(standalone.matches));

/** iPhones and iPads offer no prompt; an iPad says it is a Mac, but Macs have no touch screen. */
export const isIos =
  /iPhone|iPad|iPod/.test(navigator.userAgent) ||
  (navigator.userAgent.includes("Macintosh") && navigator.maxTouchPoints > 1);

export { installed };
export const canInstall = () => prompt() !== null;

export async function install(): Promise<void> {
  const event = prompt();
  if (!event) return;
  // A prompt can be shown once only.
  setPrompt(null);
  await event.prompt();
  if ((await event.userChoice).outcome === "accepted") setInstalled(true);
}

const hintKey = "install-hint-put-off";
const [putOff, setPutOff] = createSignal(localStorage.getItem(hintKey) !== null);

/** Offered on the opening page where it can be done, until done or put off. */
export const installHint = () => !installed() && !putOff() && (canInstall() || isIos);

export function putOffInstall(): void {
  localStorage.setItem(hintKey, "1");
  setPutOff(true);
}
