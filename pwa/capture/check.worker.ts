import { sha256Hex } from "../device/sha256.ts";
import { checkPhoto } from "./check.ts";
import type { CheckAnswer, CheckQuestion } from "./checker.ts";

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
    const sha256 = await sha256Hex(bytes);
    return { ...checked, id, bytes, sha256, thumb: await thumbnail(new Blob([bytes])) };
  } catch {
    // The picker gave a file that can no longer be read (moved, or still in a cloud).
    return { id, ok: false, code: "unreadable" };
  }
}

/** Null where the browser cannot decode the format (HEIC outside Safari): the photo is good all the same. */
async function thumbnail(photo: Blob): Promise<ArrayBuffer | null> {
  try {
    const image = await createImageBitmap(photo, {
      resizeWidth: thumbSidePx,
      resizeQuality: "medium",
      imageOrientation: "from-image",
    });
    const canvas = new OffscreenCanvas(image.width, image.height);
    canvas.getContext("2d")?.drawImage(image, 0, 0);
    image.close();
    return await (await canvas.convertToBlob({ type: "image/jpeg", quality: 0.72 })).arrayBuffer();
  } catch {
    return null;
  }
}
