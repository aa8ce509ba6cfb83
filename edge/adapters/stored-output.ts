import { manifestName, type WorkerOutput } from "#contract/job";
import { resultKey } from "../domain/storage-keys.ts";
import { readOutput } from "../domain/worker-output.ts";
import { toHex } from "./digest.ts";

const manifestBytesMax = 64 * 1024;

/** The manifest an attempt has put, if it is one; files are not looked at yet. */
export async function readManifest(files: R2Bucket, jobId: string, attempt: number): Promise<WorkerOutput | null> {
  const object = await files.get(resultKey(jobId, attempt, manifestName));
  if (!object) return null;
  if (object.size > manifestBytesMax) {
    await object.body.cancel();
    return null;
  }
  try {
    return readOutput(await object.json(), jobId, attempt);
  } catch {
    return null;
  }
}

/** Does every file that the output names lie there, with that size and that hash? */
export async function filesAreWhole(files: R2Bucket, output: WorkerOutput): Promise<boolean> {
  for (const file of output.files) {
    const head = await files.head(resultKey(output.jobId, output.attempt, file.name));
    const sha256 = head?.checksums.sha256;
    if (!head || head.size !== file.bytes || !sha256 || toHex(sha256) !== file.sha256) return false;
  }
  return true;
}
