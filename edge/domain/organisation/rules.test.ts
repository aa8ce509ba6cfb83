import { expect, test } from "vitest";
import { contrast, judgeAccent } from "#contract/contrast";
import { webp, webpAnimated, webpLossless } from "../../testing/pictures.ts";
import { csv, csvCell, parseCsv } from "./csv.ts";
import { invitationMail } from "./invitation-mail.ts";
import { judgeLogo } from "./logo.ts";
import { judgeAnswer } from "./webhook-schedule.ts";
import { planZip, type ZipEntry } from "./zip-plan.ts";

const hour = 3_600_000;

test("contrast is WCAG's", () => {
  expect(contrast("#000000", "#ffffff")).toBeCloseTo(21, 5);
  expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
  expect(contrast("#ffffff", "#767676")).toBeCloseTo(4.54, 2);
});

test("Caliper's own blues pass as an accent; what just fails on one ground is named", () => {
  expect(judgeAccent({ light: "#1d3a8a", dark: "#9db7ff" })).toBeNull();
  expect(judgeAccent({ light: "#767676", dark: "#9db7ff" })).toBe(
    "light: #767676 has a contrast of 3.74; 4.5 is needed.",
  );
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "\r=1", "＝1"])(
  "a cell that begins as %j is text",
  (text) => {
    expect(csvCell(text)).toBe(`"'${text}"`);
  },
);

test("other cells stay as they are, and numbers stay numbers", () => {
  expect(csv([["a-b", -1.5, null, 'say "x"', "two\nlines"]])).toBe('a-b,-1.5,,"say ""x""","two\nlines"\r\n');
});

test("what is written as CSV is read again", () => {
  const rows = [
    ["folder", "name"],
    ['a "b", c', "line\nbreak"],
  ];
  expect(parseCsv(`\ufeff${csv(rows)}`)).toEqual(rows);
  expect(parseCsv("a,b\n\n1,\n")).toEqual([
    ["a", "b"],
    ["1", ""],
  ]);
});

test("a logo is a still WebP of a size to be shown", () => {
  expect(judgeLogo(webp(1, { widthPx: 200, heightPx: 80 }))).toEqual({ ok: true, media: "image/webp" });
  expect(judgeLogo(webpLossless(1, { widthPx: 200, heightPx: 80 }))).toEqual({ ok: true, media: "image/webp" });
  expect(judgeLogo(webpAnimated({ widthPx: 200, heightPx: 80 }))).toEqual({ ok: false, detail: "An animated WebP." });
  expect(judgeLogo(webp(1, { widthPx: 4000, heightPx: 80 })).ok).toBe(false);
  expect(judgeLogo(webp(1, { widthPx: 200, heightPx: 80 }).slice(0, -1)).ok).toBe(false);
});

test("a delivery is tried ever more rarely, to the end of its day and not beyond", () => {
  const triedAtMs: number[] = [];
  let nowMs = 0;
  for (let tries = 0; ; tries++) {
    triedAtMs.push(nowMs);
    const verdict = judgeAnswer(500, tries, 0, nowMs);
    if (verdict.kind !== "again") break;
    expect(verdict.atMs).toBeGreaterThan(nowMs);
    nowMs = verdict.atMs;
  }
  expect(triedAtMs.at(-1)).toBe(24 * hour);
  expect(triedAtMs.length).toBeGreaterThan(8);
  expect([200, 299, 301, 410, 0].map((s) => judgeAnswer(s, 0, 0, 1).kind)).toEqual([
    ...["delivered", "delivered", "again", "gone", "again"],
  ]);
});

test("what people typed makes no links and no second line in a mail", () => {
  const { subject, body } = invitationMail({
    ...{ inviter: "Eve\nhttps://evil.example", organisation: "<a>Works\r\nBcc: x@y.z", product: "Caliper" },
    ...{ supportEmail: null, role: "viewer", link: "https://caliper.example/invitation#ci_x", expiresAtMs: 0 },
  });
  expect(subject).not.toMatch(/[\r\n]/);
  expect(body.match(/:\/\//g)).toHaveLength(1);
});

const entry = (path: string, more: Partial<ZipEntry> = {}): ZipEntry => ({
  ...{ path, isFolder: path.endsWith("/"), isEncrypted: false, isLink: false, bytes: 1000, packedBytes: 1000 },
  ...more,
});

test("one folder round everything is looked through; otherwise the first folder is the set", () => {
  const folders = (paths: string[]) => {
    const verdict = planZip(
      paths.map((p) => entry(p)),
      1_000_000,
    );
    return verdict.ok ? verdict.plan.sets.map((s) => [s.folder, s.photos.map((p) => p.pass)]) : verdict.code;
  };
  expect(folders(["all/", "all/a/1.jpg", "all/b/1.jpg"])).toEqual([
    ["a", [0]],
    ["b", [0]],
  ]);
  expect(folders(["a/1.jpg", "a/2.jpg"])).toEqual([["a", [0, 0]]]);
  expect(folders(["a/x/1.jpg", "a/y/1.jpg", "b/1.jpg"])).toEqual([
    ["a", [0, 1]],
    ["b", [0]],
  ]);
  expect(folders([])).toBe("zip-layout");
});

test("entries that overlap, or are too many, are a bomb", () => {
  const code = (entries: ZipEntry[], bytes: number) => {
    const verdict = planZip(entries, bytes);
    return verdict.ok ? null : verdict.code;
  };
  const overlapping = Array.from({ length: 40 }, (_, i) => entry(`a/${i}.jpg`, { bytes: 9000, packedBytes: 9000 }));
  expect(code(overlapping, 10_000)).toBe("zip-bomb");
  expect(
    code(
      Array.from({ length: 5001 }, (_, i) => entry(`a/${i}.txt`)),
      1e8,
    ),
  ).toBe("zip-bomb");
});
