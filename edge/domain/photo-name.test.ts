import { expect, test } from "vitest";
import { nameFromHeader, shownName, shownText } from "./photo-name.ts";

test.each([
  ["../../etc/passwd", "passwd"],
  ["..\\..\\windows\\win.ini", "win.ini"],
  ["a\0b.jpg", "ab.jpg"],
  ["a\r\nset-cookie: x.jpg", "aset-cookie: x.jpg"],
  ["photo\u202egpj.exe", "photogpj.exe"],
  ["\u2066IMG\u2069.heic", "IMG.heic"],
  ["   ", "photo"],
  ["a/", "photo"],
  ["Straße 🏠.jpg", "Straße 🏠.jpg"],
  ["__proto__", "__proto__"],
])("the name %j is shown as %j", (name, shown) => {
  expect(shownName(name)).toBe(shown);
});

test("a long name of emoji stays within the contract's 200 units and breaks no pair", () => {
  const shown = shownName("🏠".repeat(500));
  expect(shown.length).toBeLessThanOrEqual(200);
  expect(() => encodeURIComponent(shown)).not.toThrow();
});

test("a header that is not percent-encoded UTF-8 is no name", () => {
  expect(nameFromHeader("100%25.jpg")).toBe("100%.jpg");
  expect(nameFromHeader("%E0%A4%A")).toBeNull();
  expect(nameFromHeader("%2e%2e%2fpasswd")).toBe("passwd");
});

test("a scan's name keeps its slashes and loses what cannot be seen", () => {
  expect(shownText(" M6/M8 bracket\u202e\0 ")).toBe("M6/M8 bracket");
});
