import type { PhotoReceipt } from "#contract/photo";
import type { Api } from "./api.ts";
import type { Photo } from "./folder.ts";
import { photoBytes } from "./photo-bytes.ts";
import { ScanProblem } from "./problem.ts";

const atOnceMost = 4;

type Sent = { photo: Photo; photoId: string };

/**
 * Sends the photos the server does not hold yet, four at a time. A refused photo does not stop the others; all
 * refusals are told together, under the code of the first.
 */
export async function uploadPhotos(
  api: Api,
  scanId: string,
  photos: Sent[],
  held: PhotoReceipt[],
  onSent: (count: number) => void,
): Promise<void> {
  const there = new Map(held.map((receipt) => [receipt.photoId, receipt.sha256]));
  const queue = photos.filter(({ photo, photoId }) => there.get(photoId) !== photo.sha256);
  const refused: { photo: Photo; problem: ScanProblem }[] = [];
  let sent = photos.length - queue.length;
  onSent(sent);
  const drain = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      try {
        await api.putPhoto(scanId, next.photoId, next.photo, await bytesOf(next.photo));
        onSent(++sent);
      } catch (problem) {
        if (!(problem instanceof ScanProblem)) throw problem;
        refused.push({ photo: next.photo, problem });
      }
    }
  };
  await Promise.all(Array.from({ length: atOnceMost }, drain));
  const [first] = refused;
  if (!first) return;
  const named = refused.map(({ photo, problem }) => `${photo.name} (${problem.code})`);
  const rest = sent ? ` The other ${sent} are sent and kept.` : "";
  throw new ScanProblem(first.problem.code, `Refused: ${named.join(", ")}.${rest}`, first.problem.requestId);
}

async function bytesOf(photo: Photo): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await photoBytes(photo.file);
  } catch (error) {
    throw new ScanProblem("photo-missing", `${photo.name} can no longer be read: ${(error as Error).message}`);
  }
}
