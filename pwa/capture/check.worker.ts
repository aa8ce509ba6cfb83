import { sha256Hex } from "../device/sha256.ts";
import { checkPhoto } from "./check.ts";
import type { CheckAnswer, CheckQuestion } from "./checker.ts";
import { decodeFor } from "./decode.ts";
import { blankGps } from "./sniff/gps.ts";

/** Reads, checks, hashes and shrinks one photo at a time, off the main thread: fifty 12 MP photos must not stall a tap. */

const thumbSidePx = 320;
const scope = self as unknown as DedicatedWorkerGlobalScope;

scope.addEventListener("message", async (event: MessageEvent<CheckQuestion>) => {
  const { id, file } = event.data;
  const answer = await answerFor(id, file);
  scope.postMessage(answer, answer.ok ? [answer.bytes, ...(answer.thumb ? [answer.thumb] : [])] : []);
});

async function answerFor(id: number, file: Blob): Promise<CheckAnswer> {
  try {
    const bytes = await file.arrayBuffer();
    const checked = checkPhoto(bytes);
    if (!checked.ok) return { id, ok: false, code: checked.code };
    // Before the hash: from here on the photo is these bytes, on the phone, on the way and in the store.
    blankGps(bytes);
    const sha256 = await sha256Hex(bytes);
    return { ...checked, id, bytes, sha256, thumb: await thumbnail(bytes) };
  } catch {
    // The picker gave a file that can no longer be read (moved, or still in a cloud).
    return { id, ok: false, code: "unreadable" };
  }
}

/** Null where the browser cannot decode the format (HEIC outside Safari): the photo is good all the same. */
async function thumbnail(photo: ArrayBuffer): Promise<ArrayBuffer | null> {
  try {
    const image = await decodeFor(photo, thumbSidePx);
    const [width, height] = [thumbSidePx, Math.max(1, Math.round((thumbSidePx * image.heightPx) / image.widthPx))];
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d");
    if (context) context.imageSmoothingQuality = "medium";
    context?.drawImage(image.picture, 0, 0, width, height);
    image.close();
    return await (await canvas.convertToBlob({ type: "image/jpeg", quality: 0.72 })).arrayBuffer();
  } catch {
    return null;
  }
}
