import { expect, test } from "vitest";
import { makeSendOnce } from "./send-once.ts";

const part = (partId: string, unit: "mm" | "inch") => ({ partId, unit, name: "part.stl", file: new Blob() });

test("a part that is on its way is not sent beside itself; afterwards, or in another unit, it is", async () => {
  const ends: (() => void)[] = [];
  const sent: string[] = [];
  const send = makeSendOnce(({ partId, unit }) => {
    sent.push(`${partId} ${unit}`);
    return new Promise<number>((resolve) => ends.push(() => resolve(sent.length)));
  });
  const both = Promise.all([send(part("a", "mm")), send(part("a", "mm"))]);
  const other = send(part("a", "inch"));
  expect(sent).toEqual(["a mm", "a inch"]);
  for (const end of ends) end();
  expect(await both).toEqual([2, 2]);
  await other;
  void send(part("a", "mm"));
  expect(sent).toHaveLength(3);
});

test("what failed can be sent again", async () => {
  let tries = 0;
  const send = makeSendOnce(() => Promise.reject(new Error(`try ${++tries}`)));
  await expect(send(part("a", "mm"))).rejects.toThrow("try 1");
  await expect(send(part("a", "mm"))).rejects.toThrow("try 2");
});
