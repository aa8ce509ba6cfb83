import { expect, test } from "vitest";
import { agentWords } from "./agent.ts";

test("browsers are told apart by their names and systems", () => {
  const webkit = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
  const named = {
    [`Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) ${webkit} Version/18.4 Mobile/15E148 Safari/604.1`]:
      "Safari on iPhone",
    [`Mozilla/5.0 (Linux; Android 15; Pixel 8) ${webkit} Chrome/142.0.0.0 Mobile Safari/537.36`]: "Chrome on Android",
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/142.0.0.0 Safari/537.36 Edg/142.0`]: "Edge on Windows",
    "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0": "Firefox on Linux",
    "curl/8.5.0": "curl/8.5.0",
    "": "Unknown browser",
  };
  for (const [agent, words] of Object.entries(named)) expect(agentWords(agent)).toBe(words);
});
