import * as v from "valibot";
import {
  type NoticeChoices,
  type NoticeKind,
  type NoticeWay,
  noticeChoicesSchema,
  noticeKinds,
} from "#contract/notice";

const on = { app: true, push: true, mail: true };
/** Until somebody chooses, everything is told in every way there is. */
export const allOn: NoticeChoices = Object.fromEntries(noticeKinds.map((kind) => [kind, on])) as NoticeChoices;

/** Stored choices; a kind that is newer than they are is on. */
export function readChoices(stored: unknown): NoticeChoices {
  const known = typeof stored === "object" && stored !== null ? stored : {};
  const parsed = v.safeParse(noticeChoicesSchema, { ...allOn, ...known });
  return parsed.success ? parsed.output : allOn;
}

export const kindsBy = (choices: NoticeChoices, way: NoticeWay): NoticeKind[] =>
  noticeKinds.filter((kind) => choices[kind][way]);
