import { expect, test } from "vitest";
import { noticeKinds } from "#contract/notice";
import { allOn, kindsBy, readChoices } from "./choices.ts";
import { isPushEndpoint } from "./push-endpoint.ts";
import { noticeMail, noticeWords } from "./words.ts";

test("push services are taken, the inside of a network is not", () => {
  for (const good of [
    "https://fcm.googleapis.com/fcm/send/abc",
    "https://web.push.apple.com/QGx",
    "https://updates.push.services.mozilla.com/wpush/v2/x",
    "https://wns2-par02p.notify.windows.com/w/?token=x",
  ]) {
    expect(isPushEndpoint(good), good).toBe(true);
  }
  for (const bad of [
    "http://fcm.googleapis.com/x",
    "https://127.0.0.1/x",
    "https://2130706433/x",
    "https://0x7f.1/x",
    "https://10.0.0.1./x",
    "https://[::1]/x",
    "https://[::ffff:10.0.0.1]/x",
    "https://localhost/x",
    "https://printer.local/x",
    "https://db.internal/x",
    "https://router/x",
    "https://push.example.com:8443/x",
    "https://user:secret@push.example.com/x",
    "ftp://push.example.com/x",
    "not an address",
  ]) {
    expect(isPushEndpoint(bad), bad).toBe(false);
  }
});

test("choices that are older than a kind leave it on, and nonsense is as if nothing was chosen", () => {
  const off = { app: true, push: false, mail: false };
  const read = readChoices({ "scan.done": off });
  expect(read["scan.done"]).toEqual(off);
  expect(read["quota-used"]).toEqual({ app: true, push: true, mail: true });
  expect(kindsBy(read, "mail")).toEqual(noticeKinds.filter((k) => k !== "scan.done"));
  expect(readChoices("?")).toEqual(allOn);
  expect(readChoices({ "scan.done": { app: "yes" } })).toEqual(allOn);
});

test("every kind has words, and a mail of several names each once", () => {
  const scanId = "0f0f0f0f-0000-4000-8000-000000000000";
  for (const kind of noticeKinds) expect(noticeWords(kind, {}).title.length).toBeGreaterThan(5);
  const deletesAtMs = Date.UTC(2026, 11, 24);
  const words = ["Bracket", "Lever", "Pot"].map((name) =>
    noticeWords("files-deleted-soon", { scanId, name, deletesAtMs }),
  );
  const mail = noticeMail(words, "https://caliper.example");
  expect(mail.subject).toBe("Files of Bracket will be deleted, and 2 more");
  for (const name of ["Bracket", "Lever", "Pot"]) expect(mail.body.split(`Files of ${name} will`)).toHaveLength(2);
  expect(mail.body).toContain("on 2026-12-24 (UTC)");
  expect(mail.body).toContain(`https://caliper.example/scans/${scanId}`);
  expect(noticeMail(words.slice(0, 1), "https://x.example").subject).toBe("Files of Bracket will be deleted");
});
