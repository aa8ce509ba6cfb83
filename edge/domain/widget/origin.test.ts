import { expect, test } from "vitest";
import { originOf } from "./origin.ts";

test("an origin is kept as browsers write it", () => {
  expect(originOf("HTTPS://Shop.Example")).toBe("https://shop.example");
  expect(originOf("https://shop.example:443/")).toBe("https://shop.example");
  expect(originOf("https://shop.example:8443")).toBe("https://shop.example:8443");
  expect(originOf("https://bücher.example")).toBe("https://xn--bcher-kva.example");
  for (const own of ["http://localhost:5000", "http://127.0.0.1", "http://[::1]:80"]) {
    expect(originOf(own)).toBe(new URL(own).origin);
  }
});

test("more than an origin, a pattern, or another machine without TLS is none", () => {
  const others = ["https://a.example/x", "https://a.example?x", "https://a.example#x", "https://u:p@a.example"];
  for (const text of [...others, "https://*.example", "http://a.example", "ftp://a.example", "null", "*", ""]) {
    expect(originOf(text), text).toBeNull();
  }
});
