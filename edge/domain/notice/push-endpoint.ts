/** Names that lead into a network of one's own, not to a push service. */
const insideSuffixes = new Set(["localhost", "local", "internal", "intranet", "lan", "home", "corp", "arpa"]);

/**
 * May we send to that address? It comes from a browser, so from anybody: only https on its usual port, to a public
 * name – never to an IP address (also not one written as a number) or a name of the inside.
 */
export function isPushEndpoint(text: string): boolean {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return false;
  }
  if (url.protocol !== "https:" || url.port !== "" || url.username !== "" || url.password !== "") return false;
  const labels = url.hostname.replace(/\.$/, "").split(".");
  const last = labels.at(-1) ?? "";
  // A name's last label is never a number; IPv4 addresses end in one however they were written, IPv6 stands in brackets.
  if (labels.length < 2 || !/^[a-z][a-z0-9-]*$/.test(last)) return false;
  return !insideSuffixes.has(last);
}
