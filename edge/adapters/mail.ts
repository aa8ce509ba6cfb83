import type { Env } from "../env.ts";
import { errorText } from "./log.ts";

export interface OutgoingMail {
  /** Also its idempotency key: the provider sends it once, however often it is handed over within a day. */
  readonly mailId: string;
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
}

export type MailAnswer =
  | { readonly kind: "sent" }
  | { readonly kind: "again"; readonly why: string }
  /** The provider will not send it, now or later. */
  | { readonly kind: "refused"; readonly why: string };

const timeoutMs = 10_000;

/** Where mails are handed over; null: nowhere, they stay in the table. */
export function mailProvider(env: Pick<Env, "MAIL_API_URL" | "MAIL_API_KEY" | "MAIL_FROM">) {
  const { MAIL_API_URL: url, MAIL_API_KEY: key, MAIL_FROM: from } = env;
  return url && key && from ? { url, key, from } : null;
}
export type MailProvider = NonNullable<ReturnType<typeof mailProvider>>;

/** Resend's `POST /emails` (https://resend.com/docs/api-reference/emails/send-email). */
export async function sendMail(provider: MailProvider, mail: OutgoingMail): Promise<MailAnswer> {
  const { from, key, url } = provider;
  const body = { from, to: [mail.recipient], subject: mail.subject, text: mail.body };
  let answer: Response;
  try {
    answer = await fetch(url, {
      method: "POST",
      headers: {
        authorization: `Bearer ${key}`,
        "content-type": "application/json",
        "idempotency-key": mail.mailId,
        "user-agent": "caliper",
      },
      body: JSON.stringify(body),
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    return { kind: "again", why: errorText(error) };
  }
  const text = (await answer.text().catch(() => "")).slice(0, 200);
  if (answer.ok) return { kind: "sent" };
  const why = `${answer.status} ${text}`;
  // 422 is about this mail alone (an impossible address). A wrong key, a full quota or a busy provider are not its fault.
  return answer.status === 422 || answer.status === 400 ? { kind: "refused", why } : { kind: "again", why };
}
