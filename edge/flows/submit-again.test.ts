import { expect, test } from "vitest";
import { useSystem } from "../testing/use-system.ts";

const held = useSystem();

test("a finished scan takes more photos and goes on with all of them; what it had stays a version", async () => {
  const system = held.current;
  const { scanId, photos, worker } = await system.running();
  await worker.putManifest(await worker.putFiles());
  const before = await system.view(scanId);
  expect(before.state).toBe("done");
  const more = await system.addPhotos(scanId, 3);
  const jobId = await system.submit(scanId, [...photos, ...more]);
  const after = await system.view(scanId);
  expect([after.state, after.job?.jobId, after.photoCount]).toEqual(["queued", jobId, photos.length + 3]);
  expect(after.versions.map((version) => version.jobId)).toEqual([before.job?.jobId]);
  await system.deliverAll();
  const sent = system.runpod.runs.at(-1)?.input.photos.map((photo) => photo.photoId);
  expect(sent).toEqual([...photos, ...more].map((photo) => photo.photoId));
});
