import { log } from "../../adapters/log.ts";
import { mailProvider, sendMail } from "../../adapters/mail.ts";
import { openDb } from "../../db/client.ts";
import { giveMailUp, leaseMails, markSent, tryMailAgain } from "../../db/mails.ts";
import { mailRetryMs } from "../../domain/identity/mails.ts";
import type { Env } from "../../env.ts";

const perRun = 20;
const leaseMs = 5 * 60_000;

export type MailEnv = Pick<Env, "DB" | "MAIL_API_URL" | "MAIL_API_KEY" | "MAIL_FROM">;

/** Hands due mails to the provider. Without one they stay where they are, to be looked at under /dev/mail. */
export async function pumpMails(env: MailEnv, nowMs: number): Promise<number> {
  const provider = mailProvider(env);
  if (!provider) return 0;
  const db = openDb(env.DB);
  let sent = 0;
  for (const mail of await leaseMails(db, perRun, leaseMs, nowMs)) {
    const answer = await sendMail(provider, mail);
    if (answer.kind === "sent") {
      await markSent(db, mail.mailId, nowMs);
      sent++;
      continue;
    }
    const pauseMs = answer.kind === "again" ? mailRetryMs(mail.tries) : null;
    log("warn", "mail-not-sent", { mailId: mail.mailId, tries: mail.tries, why: answer.why, final: pauseMs === null });
    if (pauseMs === null) await giveMailUp(db, mail.mailId, answer.why, nowMs);
    else await tryMailAgain(db, mail.mailId, nowMs + pauseMs);
  }
  return sent;
}
