import { createSignal } from "solid-js";
import { capturePlace, isIosBrowser } from "../device/capture-place.ts";

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

/** iPhones and iPads offer no prompt. */
export const isIos = isIosBrowser(navigator);

export { installed };
export const canInstall = () => prompt() !== null;

/** Where photos may be taken on this device. */
export const placeOfCapture = () =>
  capturePlace({
    userAgent: navigator.userAgent,
    maxTouchPoints: navigator.maxTouchPoints,
    standalone: installed(),
  });

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
