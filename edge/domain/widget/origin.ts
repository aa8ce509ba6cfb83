/** Names of one's own machine: pages are tried out there without TLS. */
const ownMachine = /^(localhost|127\.0\.0\.1|\[::1\])$/;

/**
 * An origin as browsers write it in `Origin`: lower case, without the scheme's own port. Null: it is none, says more
 * than an origin, or comes without TLS from another machine, where anybody on the way could be that page.
 */
export function originOf(text: string): string | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const bare =
    url.pathname === "/" && url.search === "" && url.hash === "" && url.username === "" && url.password === "";
  const safe = url.protocol === "https:" || (url.protocol === "http:" && ownMachine.test(url.hostname));
  return bare && safe && !url.hostname.includes("*") ? url.origin : null;
}
