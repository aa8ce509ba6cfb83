// A photo as it is sent: without the place where it was shot (the file itself is left as it is).
import { readFile } from "node:fs/promises";
import { blankGps } from "../../pwa/capture/sniff/gps.ts";

export async function photoBytes(file: string): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(await readFile(file));
  blankGps(bytes.buffer);
  return bytes;
}
