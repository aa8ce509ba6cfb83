import { expect, test } from "vitest";
import { keyScopes, type Permission, permissions } from "#contract/access";
import { type Actor, may, type Principal } from "./may.ts";

const session: Actor = { kind: "session", accountId: "a", sessionId: "s", isAdmin: false };
const as = (actor: Actor, more: Partial<Principal> = {}): Principal => ({
  ...{ actor, ownerId: "o", ownerKind: "account", role: "owner" },
  ...more,
});
const allowed = (p: Principal): Permission[] => permissions.filter((what) => may(p, what));

test("a key never does more than its scopes, whatever they say", () => {
  const all = as({ kind: "key", keyId: "k", scopes: [...permissions] }, { ownerKind: "organisation" });
  expect(allowed(all).toSorted()).toEqual([...keyScopes].toSorted());
  expect(allowed(as({ kind: "key", keyId: "k", scopes: ["scan:read"] }))).toEqual(["scan:read"]);
});

test("the administration is open to administrators at a browser only", () => {
  expect(may(as(session), "admin:read")).toBe(false);
  const admin = { ...session, isAdmin: true };
  expect(may(as(admin), "admin:write")).toBe(true);
  expect(may(as({ kind: "token", accountId: "a" }), "admin:read")).toBe(false);
});

test("a viewer of an organisation changes nothing of it", () => {
  const viewer = as(session, { ownerKind: "organisation", role: "viewer" });
  expect(allowed(viewer).filter((p) => p.endsWith(":write"))).toEqual(["notice:write", "account:write"]);
});

test("an operator scans, but does not pay, invite or hand out keys", () => {
  const operator = as(session, { ownerKind: "organisation", role: "operator" });
  expect(may(operator, "scan:write")).toBe(true);
  for (const p of ["billing:write", "billing:read", "member:write", "key:write", "privacy:write"] as const) {
    expect(may(operator, p), p).toBe(false);
  }
});

test("a device without an account scans, orders prints and erases what is its own, no more", () => {
  const device = as({ kind: "device", tokenSha256: "t" }, { ownerKind: "device" });
  expect(allowed(device)).toEqual(
    permissions.filter((p) => /^(scan|notice|quote|order):|^quota:read$|^privacy:write$/.test(p)),
  );
});

test("a visitor of another website reads and asks for quotes, whatever the owner may", () => {
  const visitor = as({ kind: "visitor", keyId: "k", visitorId: "v" }, { ownerKind: "organisation", role: "owner" });
  expect(allowed(visitor)).toEqual(["quote:read", "quote:write"]);
});
