import type { Env } from "../env.ts";

export type PayPalEnv = Pick<
  Env,
  "BILLING" | "PAYPAL_CLIENT_ID" | "PAYPAL_CLIENT_SECRET" | "PAYPAL_MERCHANT_ID" | "PAYPAL_WEBHOOK_ID" | "PAYPAL_BASE"
>;

const timeoutMs = 15_000;
const tokenSpareMs = 60_000;

/** What PayPal refuses, by its own word for it; anything else that goes wrong is no answer at all. */
export class PayPalRefusal extends Error {
  readonly status: number;
  readonly issue: string;

  constructor(status: number, issue: string) {
    super(`PayPal refuses: ${status} ${issue}`);
    this.status = status;
    this.issue = issue;
  }
}

export const paypalBase = (env: Pick<PayPalEnv, "BILLING" | "PAYPAL_BASE">): string =>
  (
    env.PAYPAL_BASE || (env.BILLING === "live" ? "https://api-m.paypal.com" : "https://api-m.sandbox.paypal.com")
  ).replace(/\/$/, "");

/** Tokens live for hours; a new isolate asks for its own. */
const tokens = new Map<string, { readonly token: string; readonly untilMs: number }>();

/** PayPal, or a stand-in at PAYPAL_BASE. Null: nothing is billed, or its keys are not set. */
export function openPayPal(env: PayPalEnv): PayPal | null {
  const { PAYPAL_CLIENT_ID: id, PAYPAL_CLIENT_SECRET: secret, PAYPAL_MERCHANT_ID: merchantId } = env;
  if (env.BILLING === "none" || !id || !secret || !merchantId) return null;
  return new PayPal(paypalBase(env), id, secret, merchantId);
}

/** Plain HTTP: PayPal's SDK knows no other hosts than its own. */
export class PayPal {
  readonly merchantId: string;
  private readonly base: string;
  private readonly basic: string;

  constructor(base: string, id: string, secret: string, merchantId: string) {
    this.base = base;
    this.basic = btoa(`${id}:${secret}`);
    this.merchantId = merchantId;
  }

  get(path: string): Promise<unknown> {
    return this.call("GET", path);
  }

  /** `requestId`: asked again within six hours, PayPal answers as before and does nothing more. */
  post(path: string, body: object, requestId: string): Promise<unknown> {
    return this.call("POST", path, body, requestId);
  }

  private async call(method: string, path: string, body?: object, requestId?: string): Promise<unknown> {
    const send = async () =>
      fetch(`${this.base}${path}`, {
        method,
        headers: {
          ...{ authorization: `Bearer ${await this.token()}`, "content-type": "application/json" },
          ...(requestId ? { "paypal-request-id": requestId, prefer: "return=representation" } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
        signal: AbortSignal.timeout(timeoutMs),
      });
    let answer = await send();
    if (answer.status === 401) {
      await answer.body?.cancel();
      tokens.delete(this.tokenKey);
      answer = await send();
    }
    const text = await answer.text();
    if (answer.ok) return text ? JSON.parse(text) : null;
    if (answer.status >= 500 || answer.status === 429 || answer.status === 401) {
      throw new Error(`PayPal answers ${answer.status}`);
    }
    throw new PayPalRefusal(answer.status, issueIn(text));
  }

  private get tokenKey(): string {
    return `${this.base} ${this.basic}`;
  }

  private async token(): Promise<string> {
    const known = tokens.get(this.tokenKey);
    if (known && known.untilMs > Date.now()) return known.token;
    const answer = await fetch(`${this.base}/v1/oauth2/token`, {
      ...{ method: "POST", body: "grant_type=client_credentials" },
      headers: { authorization: `Basic ${this.basic}`, "content-type": "application/x-www-form-urlencoded" },
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!answer.ok) throw new Error(`PayPal gives no token: ${answer.status}`);
    const { access_token: token, expires_in: livesS } = (await answer.json()) as {
      access_token: string;
      expires_in: number;
    };
    tokens.set(this.tokenKey, { token, untilMs: Date.now() + livesS * 1000 - tokenSpareMs });
    return token;
  }
}

function issueIn(text: string): string {
  try {
    const body = JSON.parse(text) as { name?: string; details?: { issue?: string }[] };
    return body.details?.[0]?.issue ?? body.name ?? "";
  } catch {
    return "";
  }
}
