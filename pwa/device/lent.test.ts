import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { makeDatabase } from "./database.ts";
import { keepLent, lentBy, makeTokens } from "./lent.ts";

const scanId = "6a5b3f4e-8d7c-4b1a-9e2f-0123456789ab";
const token = `cd_${"x".repeat(43)}`;

test("only the address of a scan with a whole token lends anything", () => {
  expect(lentBy({ pathname: `/scans/${scanId}`, hash: `#device=${token}` })).toEqual({ scanId, token });
  expect(lentBy({ pathname: `/scans/${scanId}/view`, hash: `#device=${token}` })).toEqual({ scanId, token });
  expect(lentBy({ pathname: "/", hash: `#device=${token}` })).toBeNull();
  expect(lentBy({ pathname: `/scans/${scanId}`, hash: "#device=cd_short" })).toBeNull();
  expect(lentBy({ pathname: `/scans/${scanId}`, hash: "" })).toBeNull();
});

test("a lent scan is asked for with its own token, everything else with this device's", async () => {
  const database = makeDatabase("lent");
  const tokenFor = makeTokens(database);
  const own = await tokenFor("/scans?limit=20");
  await keepLent(database, { scanId, token });
  expect(await tokenFor(`/scans/${scanId}`)).toBe(token);
  expect(await tokenFor(`/scans/${scanId}/photos/x`)).toBe(token);
  expect(await tokenFor(`/scans/${scanId.replace("6", "7")}`)).toBe(own);
  expect(await tokenFor("/scans?limit=20")).toBe(own);
  expect(own).toMatch(/^cd_[A-Za-z0-9_-]{43}$/);
  expect(own).not.toBe(token);
});
