import { webhookHeaders, webhookLimits } from "#contract/webhook";
import { webhookTiming } from "../domain/organisation/webhook-schedule.ts";
import { errorText } from "./log.ts";

const encoder = new TextEncoder();
const secretPrefix = "whsec_";
const secretBytes = 32;
const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));

export const newWebhookSecret = (): string =>
  secretPrefix + toBase64(crypto.getRandomValues(new Uint8Array(secretBytes)));

/** As https://www.standardwebhooks.com says: HMAC-SHA256 over `id.timestamp.body`, base64, version in front. */
export async function signWebhook(secret: string, id: string, timestampS: number, body: string): Promise<string> {
  const raw = Uint8Array.from(atob(secret.slice(secretPrefix.length)), (c) => c.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const mac = await crypto.subtle.sign("HMAC", key, encoder.encode(`${id}.${timestampS}.${body}`));
  return `v1,${toBase64(new Uint8Array(mac))}`;
}

export interface WebhookAnswer {
  /** 0: none came. */
  readonly status: number;
  /** Its beginning, or why there is none. */
  readonly text: string;
}

/** One POST. Redirects are not followed: an address was judged, and no other is called. */
export async function postWebhook(
  url: string,
  secret: string,
  event: { id: string; body: string },
  nowMs: number,
): Promise<WebhookAnswer> {
  const timestampS = Math.floor(nowMs / 1000);
  const headers = {
    "content-type": "application/json",
    "user-agent": "Caliper-Webhooks/1",
    [webhookHeaders.id]: event.id,
    [webhookHeaders.timestamp]: String(timestampS),
    [webhookHeaders.signature]: await signWebhook(secret, event.id, timestampS, event.body),
  };
  try {
    const signal = AbortSignal.timeout(webhookTiming.timeoutMs);
    const answer = await fetch(url, { method: "POST", redirect: "manual", headers, body: event.body, signal });
    return { status: answer.status, text: await beginningOf(answer) };
  } catch (error) {
    return { status: 0, text: errorText(error).slice(0, webhookLimits.answerKeptChars) };
  }
}

/** Enough to find out what is wrong; the rest is not read. */
async function beginningOf(answer: Response): Promise<string> {
  if (!answer.body) return "";
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read()) {
      text += decoder.decode(step.value, { stream: true });
      if (text.length >= webhookLimits.answerKeptChars) break;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
  return text.slice(0, webhookLimits.answerKeptChars);
}
