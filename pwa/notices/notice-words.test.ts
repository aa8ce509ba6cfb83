import { expect, test } from "vitest";
import { type Notice, noticeKinds } from "#contract/notice";
import { noticeWords } from "./notice-words.ts";

const scanId = "6a5b3f4e-8d7c-4b1a-9e2f-0123456789ab";
const notice = (kind: Notice["kind"], body: Notice["body"] = {}): Notice => ({
  ...{ noticeId: scanId, kind, body, createdAtMs: 0, readAtMs: null },
});

test("what is about a scan leads to it, what is about money to the plan", () => {
  const paths = noticeKinds.map((kind) => noticeWords(notice(kind, { scanId, name: "Lever" })).path);
  expect(paths.slice(0, 6)).toEqual([...Array(3).fill(`/scans/${scanId}`), ...Array(3).fill("/plan")]);
});

test("a failed scan says why and what to do; a code of a newer server says nothing wrong", () => {
  expect(noticeWords(notice("scan.failed", { scanId, name: "Lever", code: "no-object" }))).toMatchObject({
    title: "Lever came to nothing",
    text: expect.stringContaining("Keep the whole part in the middle"),
  });
  expect(noticeWords(notice("scan.failed", { scanId, code: "toString" })).text).toBeNull();
});

test("every kind has its words, also with an empty body", () => {
  for (const kind of noticeKinds) {
    const { title, text } = noticeWords(notice(kind));
    expect(title, kind).not.toBe("");
    expect(`${title} ${text}`, kind).not.toMatch(/undefined|NaN|Invalid/);
  }
});
