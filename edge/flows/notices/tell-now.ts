import type { Env } from "../../env.ts";
import { type MailEnv, pumpMails } from "../identity/pump-mails.ts";
import { type SpreadEnv, spreadNotices } from "./spread-notices.ts";

export type TellEnv = SpreadEnv & MailEnv & Pick<Env, "DB">;

/** Spreads new notices and hands their mails over at once; what breaks off here, cron does. */
export async function tellNow(env: TellEnv, nowMs: number): Promise<number> {
  const spread = await spreadNotices(env, nowMs);
  if (spread > 0) await pumpMails(env, nowMs);
  return spread;
}
