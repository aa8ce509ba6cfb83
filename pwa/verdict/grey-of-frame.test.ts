import { expect, test } from "vitest";
import { greyOf, turned } from "./grey-of-frame.ts";

const two = { widthPx: 2, heightPx: 1, offset: 4, stride: 12 };

test("grey is the same whichever way round the colours stand", () => {
  const rgb = Uint8Array.from([9, 9, 9, 9, 255, 0, 0, 0, 10, 20, 30, 0]);
  const bgr = Uint8Array.from([9, 9, 9, 9, 0, 0, 255, 0, 30, 20, 10, 0]);
  expect([...(greyOf({ ...two, format: "RGBX", bytes: rgb })?.data ?? [])]).toEqual([76, 18]);
  expect([...(greyOf({ ...two, format: "BGRA", bytes: bgr })?.data ?? [])]).toEqual([76, 18]);
});

test("rows are found where the frame says they are, and what is unknown is left to others", () => {
  const bytes = Uint8Array.from([7, 7, 7, 0, 99, 8, 8, 8, 0, 99]);
  const tall = { format: "RGBA", widthPx: 1, heightPx: 2, offset: 0, stride: 5, bytes };
  expect([...(greyOf(tall)?.data ?? [])]).toEqual([7, 8]);
  expect(greyOf({ ...tall, format: "NV12" })).toBeNull();
  expect(greyOf({ ...tall, format: null })).toBeNull();
});

test("a picture that was taken with the phone turned is turned upright", () => {
  const picture = { widthPx: 3, heightPx: 2, data: Uint8Array.from([1, 2, 3, 4, 5, 6]) };
  expect(turned(picture, 90)).toEqual({ widthPx: 2, heightPx: 3, data: Uint8Array.from([4, 1, 5, 2, 6, 3]) });
  expect(turned(picture, 180).data).toEqual(Uint8Array.from([6, 5, 4, 3, 2, 1]));
  expect(turned(turned(picture, 90), 270)).toEqual(picture);
});
