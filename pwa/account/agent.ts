import { serviceWords } from "../i18n/service-words.ts";

const browsers = [
  [/\bEdgA?\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bSamsungBrowser\//, "Samsung Internet"],
  [/\b(?:Firefox|FxiOS)\//, "Firefox"],
  [/(?:Chrome|CriOS)\//, "Chrome"],
  [/\bSafari\//, "Safari"],
] as const;
const systems = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b/, "Mac"],
  [/\bLinux\b/, "Linux"],
] as const;

/** "Chrome on Android", out of what a browser calls itself: enough to know one's own devices apart. */
export function agentWords(agent: string): string {
  const of = (known: readonly (readonly [RegExp, string])[]) => known.find(([pattern]) => pattern.test(agent))?.[1];
  const [browser, system] = [of(browsers), of(systems)];
  if (browser && system) return serviceWords.account.agent(browser, system);
  return browser ?? system ?? (agent.trim().slice(0, 60) || serviceWords.account.unknownAgent);
}
