import { expect, test } from "vitest";
import { addressBlock, callerOf } from "./caller.ts";

test("an account is one caller, whether it comes by session or token; each key and device is its own", () => {
  const session = callerOf({ kind: "session", accountId: "a", sessionId: "s", isAdmin: false }, "1.2.3.4");
  expect(callerOf({ kind: "token", accountId: "a" }, "5.6.7.8")).toBe(session);
  expect(callerOf({ kind: "key", keyId: "a", scopes: [] }, "1.2.3.4")).not.toBe(session);
  expect(callerOf({ kind: "device", tokenSha256: "a" }, "1.2.3.4")).not.toBe(session);
});

test("who is nobody yet is counted by address, an IPv6 network of one household as one", () => {
  expect(callerOf(null, "1.2.3.4")).toBe("ip:1.2.3.4");
  expect(addressBlock("2001:db8:1:2::1")).toBe(addressBlock("2001:0DB8:0001:0002:ffff:0:0:9"));
  expect(addressBlock("2001:db8:1:2::1")).not.toBe(addressBlock("2001:db8:1:3::1"));
  expect(addressBlock("2001:db8::1")).toBe("2001:db8:0:0::/64");
  expect(addressBlock("::ffff:1.2.3.4")).toBe("1.2.3.4");
});

test("visitors of a website are counted by key and address, not by a secret that they make themselves", () => {
  const visitor = (visitorId: string, address: string) => callerOf({ kind: "visitor", keyId: "k", visitorId }, address);
  expect(visitor("a", "1.2.3.4")).toBe(visitor("b", "1.2.3.4"));
  expect(visitor("a", "1.2.3.4")).not.toBe(visitor("a", "1.2.3.5"));
  expect(visitor("a", "1.2.3.4")).not.toBe(callerOf(null, "1.2.3.4"));
});
