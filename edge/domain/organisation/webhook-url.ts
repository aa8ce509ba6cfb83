/** Where this service itself stands. Local: on one's own machine, where receivers are on it too. */
export interface Standing {
  readonly isLocal: boolean;
  /** Hosts (with port) that must not be called: our own. */
  readonly ownHosts: readonly string[];
}

export type UrlVerdict = { ok: true; url: string } | { ok: false; detail: string };
const no = (detail: string): UrlVerdict => ({ ok: false, detail });

/** Names that are never public, and names whose DNS answers with the address written in them. */
const closedSuffixes = [
  ...["localhost", "local", "internal", "intranet", "lan", "home", "corp", "private", "home.arpa", "onion", "invalid"],
  ...["nip.io", "sslip.io", "xip.io", "localtest.me", "lvh.me", "vcap.me", "traefik.me"],
];

const isIpv4 = (host: string): boolean => /^\d{1,3}(\.\d{1,3}){3}$/.test(host);
const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);

/**
 * Whether events may be sent there. The URL class has already brought 0x7f.1, 2130706433 and the like into dotted form.
 * Addresses are refused altogether: a receiver has a name, and a certificate for it.
 */
export function judgeWebhookUrl(text: string, standing: Standing): UrlVerdict {
  if (!URL.canParse(text)) return no("Not an address.");
  const url = new URL(text);
  const host = url.hostname.toLowerCase().replace(/\.$/, "");
  if (url.username || url.password) return no("A user name or password in it.");
  if (url.hash) return no("A # part in it.");
  if (url.protocol !== "https:" && url.protocol !== "http:") return no("Not https://.");
  if (standing.ownHosts.includes(url.host)) return no("This service's own address.");
  if (standing.isLocal && isLoopback(host)) return { ok: true, url: url.href };
  if (url.protocol !== "https:") return no("Not https://.");
  if (isIpv4(host) || host.startsWith("[")) return no("A number in place of a host name.");
  if (!host.includes(".")) return no("Not a public host name.");
  if (closedSuffixes.some((s) => host === s || host.endsWith(`.${s}`))) return no("Not a public host name.");
  if (url.port && Number(url.port) < 1024) return no(`Port ${url.port}.`);
  return { ok: true, url: url.href };
}
