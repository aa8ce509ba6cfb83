import { crc32 } from "node:zlib";
import { type PayPalEnv, paypalBase } from "./paypal.ts";
import { readCertificate } from "./x509.ts";

/** PayPal tries for three days, and may sign only the first time. What comes twice has its effect once. */
const toleranceMs = 4 * 86_400_000;
const aheadMs = 300_000;
const timeoutMs = 10_000;
const certificateCharsMax = 64 * 1024;
const certificatesKept = 8;

export interface PayPalEvent {
  readonly id: string;
  readonly type: string;
  readonly resource: Readonly<Record<string, unknown>>;
}

const certificates = new Map<string, string>();

/** A certificate is believed because of where it lies: PayPal's own host of that mode, by https, or the stand-in's. */
function isTrusted(url: URL, env: PayPalEnv): boolean {
  const base = new URL(paypalBase(env));
  if (!url.pathname.startsWith("/v1/notifications/certs/") || url.username || url.password) return false;
  if (env.PAYPAL_BASE && url.origin === base.origin) return true;
  const host = env.BILLING === "live" ? "api.paypal.com" : "api.sandbox.paypal.com";
  return !env.PAYPAL_BASE && url.protocol === "https:" && url.host === host;
}

async function fetchCertificate(url: URL): Promise<string> {
  const known = certificates.get(url.href);
  if (known) return known;
  const answer = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(timeoutMs) });
  if (answer.status !== 200) throw new Error(`PayPal's certificate: ${answer.status}`);
  const pem = await answer.text();
  if (pem.length > certificateCharsMax) throw new Error("PayPal's certificate is far too long");
  if (certificates.size >= certificatesKept) certificates.clear();
  certificates.set(url.href, pem);
  return pem;
}

/** The event, if PayPal has signed these very bytes for this webhook. Throws where its certificate cannot be had. */
export async function verifiedPayPalEvent(
  body: Uint8Array<ArrayBuffer>,
  headers: Headers,
  env: PayPalEnv,
  nowMs: number,
): Promise<PayPalEvent | null> {
  const header = (name: string): string => headers.get(`paypal-${name}`) ?? "";
  const url = URL.parse(header("cert-url"));
  const sentMs = Date.parse(header("transmission-time"));
  if (!env.PAYPAL_WEBHOOK_ID || !url || !isTrusted(url, env)) return null;
  if (header("auth-algo") !== "SHA256withRSA") return null;
  if (!(nowMs - sentMs <= toleranceMs && sentMs - nowMs <= aheadMs)) return null;
  const signed = [
    ...[header("transmission-id"), header("transmission-time"), env.PAYPAL_WEBHOOK_ID],
    String(crc32(body)),
  ].join("|");
  const pem = await fetchCertificate(url);
  return (await isSigned(pem, signed, header("transmission-sig"), nowMs)) ? eventIn(body) : null;
}

async function isSigned(pem: string, text: string, signature: string, nowMs: number): Promise<boolean> {
  try {
    const { spki, fromMs, untilMs } = readCertificate(pem);
    if (nowMs < fromMs || nowMs > untilMs) return false;
    const kind = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
    const key = await crypto.subtle.importKey("spki", spki, kind, false, ["verify"]);
    const bytes = Uint8Array.from(atob(signature), (c) => c.charCodeAt(0));
    return await crypto.subtle.verify(kind.name, key, bytes, new TextEncoder().encode(text));
  } catch {
    return false;
  }
}

function eventIn(body: Uint8Array): PayPalEvent | null {
  try {
    const event = JSON.parse(new TextDecoder().decode(body)) as Record<string, unknown>;
    const { id, event_type: type, resource } = event;
    if (typeof id !== "string" || typeof type !== "string" || typeof resource !== "object" || !resource) return null;
    return { id, type, resource: resource as Record<string, unknown> };
  } catch {
    return null;
  }
}
