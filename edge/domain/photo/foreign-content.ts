import { Refusal } from "./ask.ts";

/** What makes a picture also a page, an archive or a program. Compared without regard to case. */
const signs = [
  "<html",
  "<script",
  "<!doctype",
  "<?php",
  "<svg",
  "%pdf-",
  "pk\u0003\u0004",
  "pk\u0005\u0006",
  "rar!\u001a",
  "\u007felf",
];

/** Refuses polyglots: `bytes` is a part of the file that no decoder of pictures reads. */
export function refuseForeign(bytes: Uint8Array, where: string): void {
  if (bytes.length === 0) return;
  const text = new TextDecoder("latin1").decode(bytes).toLowerCase();
  const sign = signs.find((s) => text.includes(s));
  if (sign || text.startsWith("mz\u0090")) {
    throw new Refusal("photo-not-image", `The picture carries ${where} that is no picture.`);
  }
}
