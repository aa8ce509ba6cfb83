import { expect, test } from "vitest";
import { type BrowserFacts, capturePlace } from "./capture-place.ts";

const webkit = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
const iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X)";
const agents = {
  safari: `${iphone} ${webkit} Version/18.4 Mobile/15E148 Safari/604.1`,
  chromeOnIos: `${iphone} ${webkit} CriOS/130.0.6723.90 Mobile/15E148 Safari/604.1`,
  insideAnApp: `${iphone} ${webkit} Mobile/15E148 Instagram 350.0.0`,
  ipadOrMac: `Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) ${webkit} Version/18.4 Safari/605.1.15`,
  android:
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
};
const place = (userAgent: string, more: Partial<BrowserFacts> = {}) =>
  capturePlace({ userAgent, maxTouchPoints: 5, standalone: false, ...more });

test("in a tab on an iPhone or iPad, Caliper is to be installed before photos are taken", () => {
  expect(place(agents.safari)).toEqual({ at: "installed-app", how: "share" });
  expect(place(agents.ipadOrMac)).toEqual({ at: "installed-app", how: "share" });
  expect(place(agents.chromeOnIos)).toEqual({ at: "installed-app", how: "share" });
});

test("the browser inside another app cannot install: Safari is to be opened first", () => {
  expect(place(agents.insideAnApp)).toEqual({ at: "installed-app", how: "open-safari" });
});

test("the installed app, Macs, Android and desktops take photos right here", () => {
  expect(place(agents.safari, { standalone: true })).toEqual({ at: "here" });
  expect(place(agents.ipadOrMac, { maxTouchPoints: 0 })).toEqual({ at: "here" });
  expect(place(agents.android)).toEqual({ at: "here" });
});
