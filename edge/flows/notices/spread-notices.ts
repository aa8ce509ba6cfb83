import type { NoticeKind, PushMessage } from "#contract/notice";
import { log } from "../../adapters/log.ts";
import { sendPush, type VapidKeys } from "../../adapters/web-push.ts";
import { type Db, openDb } from "../../db/client.ts";
import { mailSql } from "../../db/mails.ts";
import { choicesOf, dropSubscriptions, subscriptionsOf } from "../../db/notices.ts";
import { claimNotices, endClaim, type PendingNotice, type Person, personsOf, writeMails } from "../../db/spreading.ts";
import { kindsBy } from "../../domain/notice/choices.ts";
import { noticeMail, noticeWords } from "../../domain/notice/words.ts";
import type { Env } from "../../env.ts";

export type SpreadEnv = Pick<Env, "DB" | "PUBLIC_ORIGIN" | "VAPID_PUBLIC_KEY" | "VAPID_PRIVATE_KEY">;
const perRun = 50;
/** A browser shows no more than a handful at once anyway. */
const pushesPerGroupMax = 5;

interface Told {
  readonly person: Person;
  readonly push: readonly NoticeKind[];
  readonly mail: readonly NoticeKind[];
}

/** Hands new notices to e-mail and Web Push. What the app shows is the notice itself. */
export async function spreadNotices(env: SpreadEnv, nowMs: number): Promise<number> {
  const db = openDb(env.DB);
  const claim = crypto.randomUUID();
  const claimed = await claimNotices(db, claim, perRun, nowMs);
  if (claimed.length === 0) return 0;
  const vapid = vapidOf(env);
  const putOff: string[] = [];
  for (const group of grouped(claimed)) {
    const { ownerId, kind } = group[0] as PendingNotice;
    const told = await toldOf(db, ownerId);
    await mailGroup(env, db, claim, group, told, nowMs);
    const persons = told.filter((t) => t.push.includes(kind)).map((t) => t.person);
    if (vapid) putOff.push(...(await pushGroup(db, vapid, group, persons, nowMs)));
  }
  await endClaim(db, claim, putOff, nowMs);
  return claimed.length;
}

/** Null: this installation sends no push. */
export function vapidOf(env: Omit<SpreadEnv, "DB">): VapidKeys | null {
  const { VAPID_PUBLIC_KEY: publicKey, VAPID_PRIVATE_KEY: privateKey, PUBLIC_ORIGIN } = env;
  if (!publicKey || !privateKey) return null;
  const subject = PUBLIC_ORIGIN.startsWith("https://") ? PUBLIC_ORIGIN : "mailto:caliper@localhost";
  return { publicKey, privateKey, subject };
}

/** Of one owner and one kind together: they go into one mail. */
function grouped(notices: readonly PendingNotice[]): PendingNotice[][] {
  const groups = new Map<string, PendingNotice[]>();
  for (const notice of notices) {
    const key = `${notice.ownerId} ${notice.kind}`;
    groups.set(key, [...(groups.get(key) ?? []), notice]);
  }
  return [...groups.values()];
}

async function toldOf(db: Db, ownerId: string): Promise<Told[]> {
  const persons = await personsOf(db, ownerId);
  return Promise.all(
    persons.map(async (person) => {
      const choices = await choicesOf(db, person.personId);
      return { person, push: kindsBy(choices, "push"), mail: kindsBy(choices, "mail") };
    }),
  );
}

async function mailGroup(
  env: SpreadEnv,
  db: Db,
  claim: string,
  group: readonly PendingNotice[],
  told: readonly Told[],
  nowMs: number,
): Promise<void> {
  const kind = (group[0] as PendingNotice).kind;
  const mail = noticeMail(
    group.map((n) => noticeWords(n.kind, n.body)),
    env.PUBLIC_ORIGIN,
  );
  const to = told.filter((t) => t.mail.includes(kind) && t.person.email !== null).map((t) => t.person);
  const ids = group.map((n) => n.noticeId);
  const write = to.map(({ personId, email }) => ({ ownerId: personId, recipient: email as string, ...mail }));
  await writeMails(db, claim, ids, (guard) => write.map((m) => mailSql(m, guard, nowMs)), nowMs);
}

/** Answers the notices that a push service put off. */
async function pushGroup(
  db: Db,
  vapid: VapidKeys,
  group: readonly PendingNotice[],
  persons: readonly Person[],
  nowMs: number,
): Promise<string[]> {
  const targets = (await Promise.all(persons.map((p) => subscriptionsOf(db, p.personId)))).flat();
  const gone = new Set<string>();
  const putOff: string[] = [];
  for (const { noticeId, kind, body } of group.slice(0, pushesPerGroupMax)) {
    const { title, text, path } = noticeWords(kind, body);
    const message: PushMessage = { noticeId, kind, title, text, path };
    const topic = noticeId.replaceAll("-", "");
    const living = targets.filter((t) => !gone.has(t.endpointSha256));
    const answers = await Promise.all(living.map((t) => sendPush(t, JSON.stringify(message), vapid, nowMs, topic)));
    for (const [i, target] of living.entries()) {
      if (answers[i] === "gone") gone.add(target.endpointSha256);
      if (answers[i] === "refused") log("warn", "push-refused", { host: new URL(target.endpoint).host });
    }
    if (answers.includes("later")) putOff.push(noticeId);
  }
  await dropSubscriptions(db, [...gone]);
  return putOff;
}
