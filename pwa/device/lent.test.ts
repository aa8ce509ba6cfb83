import "fake-indexeddb/auto";
import { expect, test } from "vitest";
import { makeDatabase } from "./database.ts";
import { keepLent, lentBy, lentTo } from "./lent.ts";

const scanId = "6a5b3f4e-8d7c-4b1a-9e2f-0123456789ab";
const token = `cd_${"x".repeat(43)}`;

test("only the address of a scan with a whole token lends anything", () => {
  expect(lentBy({ pathname: `/scans/${scanId}`, hash: `#device=${token}` })).toEqual({ scanId, token });
  expect(lentBy({ pathname: `/scans/${scanId}/view`, hash: `#device=${token}` })).toEqual({ scanId, token });
  expect(lentBy({ pathname: "/", hash: `#device=${token}` })).toBeNull();
  expect(lentBy({ pathname: `/scans/${scanId}`, hash: "#device=cd_short" })).toBeNull();
  expect(lentBy({ pathname: `/scans/${scanId}`, hash: "" })).toBeNull();
});

test("a token is lent for its scan alone", async () => {
  const database = makeDatabase("lent");
  await keepLent(database, { scanId, token });
  expect(await lentTo(database, scanId)).toBe(token);
  expect(await lentTo(database, scanId.replace("6", "7"))).toBeUndefined();
});
