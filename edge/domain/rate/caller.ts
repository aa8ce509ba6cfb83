import type { Actor } from "../access/may.ts";

/** Whom a request is counted against: the account, key or device; without one the address. */
export function callerOf(actor: Actor | null, address: string): string {
  if (actor === null) return `ip:${addressBlock(address)}`;
  if (actor.kind === "device") return `device:${actor.tokenSha256}`;
  if (actor.kind === "key") return `key:${actor.keyId}`;
  // Visitors' secrets are made by whoever calls: they are counted by where they come from.
  if (actor.kind === "visitor") return `visitor:${actor.keyId}:${addressBlock(address)}`;
  return `account:${actor.accountId}`;
}

/** One household has a whole /64 of IPv6 addresses: counting single ones would count nothing. */
export function addressBlock(address: string): string {
  if (!address.includes(":")) return address;
  const [head = "", tail] = address.toLowerCase().split("::");
  const groups = head.split(":").filter(Boolean);
  const behind = (tail ?? "").split(":").filter(Boolean);
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - groups.length - behind.length);
  const all = [...groups, ...Array.from({ length: zeros }, () => "0"), ...behind];
  // An IPv4 address written as IPv6 (::ffff:1.2.3.4) is that IPv4 address.
  const last = all.at(-1) ?? "";
  if (last.includes(".")) return last;
  return `${all
    .slice(0, 4)
    .map((g) => g.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
}
