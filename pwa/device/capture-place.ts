/** What a browser says of itself. */
export type BrowserFacts = { userAgent: string; maxTouchPoints: number; standalone: boolean };

/**
 * Where photos may be taken. On iPhones and iPads a tab's storage is wiped after seven days without a visit, and does
 * not follow into the installed app: there Caliper is to be installed first. `how`: by the Share button, or, in the
 * browser inside another app, which has none, by opening Safari.
 */
export type CapturePlace = { at: "here" } | { at: "installed-app"; how: "share" | "open-safari" };

/** An iPad says it is a Mac, but Macs have no touch screen. */
export function isIosBrowser({
  userAgent,
  maxTouchPoints,
}: Pick<BrowserFacts, "userAgent" | "maxTouchPoints">): boolean {
  return /iPhone|iPad|iPod/.test(userAgent) || (userAgent.includes("Macintosh") && maxTouchPoints > 1);
}

export function capturePlace(facts: BrowserFacts): CapturePlace {
  if (facts.standalone || !isIosBrowser(facts)) return { at: "here" };
  // Safari names its version; Chrome, Firefox and Edge have the Share button too; browsers inside apps have neither.
  const shares = /Version\/\d.*Safari\/|CriOS\/|FxiOS\/|EdgiOS\//.test(facts.userAgent);
  return { at: "installed-app", how: shares ? "share" : "open-safari" };
}
