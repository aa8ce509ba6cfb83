import type { Gate } from "../adapters/store-bytes.ts";
import type { PhotoFacts } from "../domain/photo/ask.ts";
import { type Inspection, PhotoInspector } from "../domain/photo/inspector.ts";

/** Lets a photo's bytes pass while they look like a photo, and remembers what it is. */
export class PhotoGate implements Gate {
  facts: PhotoFacts | null = null;
  private readonly inspector: PhotoInspector;

  constructor(totalBytes: number) {
    this.inspector = new PhotoInspector(totalBytes);
  }

  push(chunk: Uint8Array) {
    return this.note(this.inspector.push(chunk));
  }

  end() {
    return this.note(this.inspector.end());
  }

  private note(inspection: Inspection) {
    if (inspection.state === "accepted") this.facts = inspection.facts;
    return inspection.state === "refused" ? { code: inspection.code, detail: inspection.detail } : null;
  }
}

/** What an object is that was stored by a try that broke off before its row was written. */
export async function factsOfStored(files: R2Bucket, key: string): Promise<PhotoFacts | null> {
  const object = await files.get(key);
  if (!object) return null;
  const gate = new PhotoGate(object.size);
  for await (const chunk of object.body) gate.push(chunk);
  gate.end();
  return gate.facts;
}
