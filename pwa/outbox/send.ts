import { type PhotoReceipt, photoPutHeaders, photoReceiptSchema } from "#contract/photo";
import { type ScanPut, type Submit, scanViewSchema } from "#contract/scan";
import type { Database } from "../device/database.ts";
import { sha256Hex } from "../device/sha256.ts";
import type { Server } from "../server/server.ts";
import type { Answer, Command, DrainEvent, OutboxPhoto } from "./model.ts";
import { readPhotoBytes } from "./photo-bytes.ts";

/** A phone on a poor network: 20 kB/s is slow, less than that is stuck. */
const bytesPerMsMin = 20;

/** Carries the outbox's commands out over HTTP. Every request may be repeated: ids and hashes make it the same one. */
export function makeSend(database: Database, server: Server, random: () => number = Math.random) {
  return async (command: Command): Promise<DrainEvent> => {
    const path = `/scans/${command.scanId}`;
    const jitter = random();
    switch (command.type) {
      case "put-scan": {
        const { name, createdAtMs } = command;
        const body: ScanPut = { name, createdAtMs };
        return { type: "scan-put-answered", name, jitter, answer: await server.ask("PUT", path, { json: body }) };
      }
      case "view-scan":
        return { type: "scan-viewed", jitter, answer: await server.ask("GET", path, {}, scanViewSchema) };
      case "put-photo":
        return {
          type: "photo-put-answered",
          photoId: command.photo.photoId,
          jitter,
          answer: await putPhoto(database, server, command.photo),
        };
      case "delete-photo": {
        const { photoId } = command;
        return {
          type: "photo-delete-answered",
          photoId,
          jitter,
          answer: await server.ask("DELETE", `${path}/photos/${photoId}`),
        };
      }
      case "submit": {
        const { jobId, options, photos } = command;
        const body: Submit = { jobId, options, photos };
        return {
          type: "submit-answered",
          jobId,
          jitter,
          answer: await server.ask("POST", `${path}/submit`, { json: body }),
        };
      }
      case "delete-scan":
        return { type: "scan-delete-answered", jitter, answer: await server.ask("DELETE", path) };
    }
  };
}

async function putPhoto(
  database: Database,
  server: Server,
  photo: OutboxPhoto,
): Promise<Answer<PhotoReceipt> | { kind: "damaged" }> {
  const bytes = await readPhotoBytes(database, photo.photoId);
  // Never send what is not what was saved: the server would refuse it as changed on the way, for ever.
  if (bytes === null || (await sha256Hex(bytes)) !== photo.sha256) return { kind: "damaged" };
  const headers = {
    [photoPutHeaders.sha256]: photo.sha256,
    [photoPutHeaders.pass]: String(photo.pass),
    [photoPutHeaders.name]: encodeURIComponent(photo.name),
    [photoPutHeaders.takenAtMs]: String(photo.takenAtMs),
  };
  const timeoutMs = 30_000 + bytes.byteLength / bytesPerMsMin;
  return server.ask(
    "PUT",
    `/scans/${photo.scanId}/photos/${photo.photoId}`,
    { bytes, headers, timeoutMs },
    photoReceiptSchema,
  );
}
