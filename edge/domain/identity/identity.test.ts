import { expect, test } from "vitest";
import { mailRetryMs, signInMail } from "./mails.ts";
import { relyingParty } from "./relying-party.ts";
import { isAdminEmail, sessionExpiresAtMs } from "./sign-in-rules.ts";

const day = 86_400_000;

test("use moves a session's end by thirty days, up to half a year from its sign-in", () => {
  expect(sessionExpiresAtMs(0, 0)).toBe(30 * day);
  expect(sessionExpiresAtMs(0, 100 * day)).toBe(130 * day);
  expect(sessionExpiresAtMs(0, 170 * day)).toBe(180 * day);
});

test.each([
  ["https://caliper.example", "https://caliper.example", "caliper.example", "https://caliper.example"],
  // What the request says does not matter where the service has a name.
  ["https://caliper.example", "https://evil.test", "caliper.example", "https://caliper.example"],
  ["https://caliper.example", "http://localhost:8787", "caliper.example", "https://caliper.example"],
  ["http://localhost:8787", "http://localhost:8787", "localhost", "http://localhost:8787"],
  ["http://127.0.0.1:8787", "http://localhost:8787", "localhost", "http://localhost:8787"],
])("passkeys of %s asked for at %s belong to %s", (ours, asked, rpId, origin) => {
  expect(relyingParty(ours, asked)).toEqual({ rpId, origin });
});

test.each([
  ["http://127.0.0.1:8787", "http://127.0.0.1:8787"],
  ["http://192.168.1.7:8787", "http://192.168.1.7:8787"],
  ["http://192.168.1.7:8787", "http://localhost:8787"],
  ["http://[::1]:8787", "http://[::1]:8787"],
])("there are none of %s asked for at %s", (ours, asked) => {
  expect(relyingParty(ours, asked)).toBeNull();
});

test("an address is an administrator's only if it is the whole of one in the list", () => {
  expect(isAdminEmail(" Ada@caliper.example ,bob@caliper.example", "ada@caliper.example")).toBe(true);
  expect(isAdminEmail("ada@caliper.example", "da@caliper.example")).toBe(false);
  expect(isAdminEmail(undefined, "ada@caliper.example")).toBe(false);
  expect(isAdminEmail("", "")).toBe(false);
});

test("pauses between tries grow to an hour, and end after some hours", () => {
  const pauses = Array.from({ length: 14 }, (_, i) => mailRetryMs(i + 1));
  expect(pauses.at(-1)).toBeNull();
  const hours = pauses.reduce<number>((sum, one) => sum + (one ?? 0), 0) / 3_600_000;
  expect(hours).toBeGreaterThan(5);
  expect(hours).toBeLessThan(12);
  expect(Math.max(...pauses.map((one) => one ?? 0))).toBe(3_600_000);
});

test("the code stands in the mail's subject and body, easy to read", () => {
  const { subject, body } = signInMail("12345678");
  expect(subject).toMatch(/^1234 5678/);
  expect(body).toMatch(/^1234 5678$/m);
});
