import { Stripe } from "stripe";
import type { Env } from "../env.ts";

export type StripeEnv = Pick<Env, "BILLING" | "STRIPE_SECRET_KEY" | "STRIPE_API_BASE">;

const timeoutMs = 10_000;

/** Stripe, or a stand-in at STRIPE_API_BASE. Null: nothing is billed, or no key of the mode is set. */
export function openStripe(env: StripeEnv): Stripe | null {
  const key = env.STRIPE_SECRET_KEY;
  if (env.BILLING === "none" || !key) return null;
  // A test key must not give plans away in earnest, nor a live one take money in a test.
  if (/^[sr]k_live_/.test(key) !== (env.BILLING === "live")) return null;
  const base = env.STRIPE_API_BASE ? new URL(env.STRIPE_API_BASE) : null;
  return new Stripe(key, {
    ...{ timeout: timeoutMs, maxNetworkRetries: 1, telemetry: false, appInfo: { name: "Caliper" } },
    httpClient: Stripe.createFetchHttpClient((input, init) => fetch(input as string, init)),
    ...(base && {
      host: base.hostname,
      port: base.port || (base.protocol === "http:" ? 80 : 443),
      protocol: base.protocol === "http:" ? "http" : "https",
    }),
  });
}

const toleranceS = 300;
const subtle = Stripe.createSubtleCryptoProvider();

/** The event, if one of the secrets has signed these very bytes in the last five minutes. */
export async function verifiedEvent(
  body: string,
  signature: string,
  secrets: readonly (string | undefined)[],
): Promise<Stripe.Event | null> {
  for (const secret of secrets) {
    if (!secret) continue;
    try {
      return await Stripe.webhooks.constructEventAsync(body, signature, secret, toleranceS, subtle);
    } catch (error) {
      if (!(error instanceof Stripe.errors.StripeSignatureVerificationError)) return null;
    }
  }
  return null;
}

export const isMissing = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeInvalidRequestError && error.code === "resource_missing";

export const isDeclined = (error: unknown): boolean => error instanceof Stripe.errors.StripeCardError;

/** Stripe has taken an event with this identifier before. */
export const isKnownIdentifier = (error: unknown): boolean =>
  error instanceof Stripe.errors.StripeInvalidRequestError && /already exists with identifier/i.test(error.message);
