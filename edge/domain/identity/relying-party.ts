/** To whom passkeys belong: a domain, and the one origin that may ask for them. */
export interface RelyingParty {
  readonly rpId: string;
  readonly origin: string;
}

/**
 * The public origin's host, if it is a name: WebAuthn knows no IP addresses. On one machine the same service is also
 * reached as `localhost`, where passkeys work.
 */
export function relyingParty(publicOrigin: string, requestOrigin: string): RelyingParty | null {
  const ours = new URL(publicOrigin);
  const asked = new URL(requestOrigin);
  if (isLoopback(ours.hostname) && asked.hostname === "localhost") return { rpId: "localhost", origin: asked.origin };
  return isIpAddress(ours.hostname) ? null : { rpId: ours.hostname, origin: ours.origin };
}

const isIpAddress = (host: string): boolean => host.startsWith("[") || /^\d+(\.\d+){3}$/.test(host);
const isLoopback = (host: string): boolean => host === "localhost" || host === "[::1]" || host.startsWith("127.");
