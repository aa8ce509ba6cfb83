import type { OutboxPhoto } from "../outbox/model.ts";

export type ToDo = { add: OutboxPhoto[]; remove: string[] };

/** What the judge has yet to hear: photos that came and can be read here, and those that went. */
export function toDo(photos: readonly OutboxPhoto[], heardOf: ReadonlySet<string>): ToDo {
  const wanted = photos.filter(({ state }) => state !== "removing" && state !== "refused");
  const ids = new Set(wanted.map(({ photoId }) => photoId));
  return {
    // A photo whose bytes were given back after sending stays judged as it was.
    add: wanted.filter(({ photoId, bytesHere }) => bytesHere && !heardOf.has(photoId)),
    remove: [...heardOf].filter((id) => !ids.has(id)),
  };
}
