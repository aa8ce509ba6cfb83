import { expect, test } from "vitest";
import headers from "../../public/_headers?raw";

/** The pages of the app come from the assets, past this Worker: their headers stand in a file. */
const policy = /Content-Security-Policy: (.*)/.exec(headers)?.[1] ?? "";
const directives = new Map(policy.split("; ").map((d) => [d.split(" ")[0], d.split(" ").slice(1)] as const));

test("scripts come from here alone, and only WebAssembly may be compiled", () => {
  expect(directives.get("script-src")).toEqual(["'self'", "'wasm-unsafe-eval'"]);
  expect(policy).not.toContain("'unsafe-eval'");
  expect(policy).not.toContain("'unsafe-inline'");
  expect(policy).not.toMatch(/https?:|\*/);
});

test("nobody may frame the app, give it another base, or take its camera", () => {
  expect(directives.get("frame-ancestors")).toEqual(["'none'"]);
  expect(directives.get("base-uri")).toEqual(["'none'"]);
  expect(headers).toMatch(/Permissions-Policy:.*camera=\(self\)/);
  expect(headers).toContain("X-Content-Type-Options: nosniff");
});
