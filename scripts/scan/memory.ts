// scan.json in the result folder remembers which ids the photos went under, so that the same command, run again after
// a break, takes up the same scan: the server recognises photos and job by their ids.
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JobOptions } from "#contract/job-words";
import { ensureFolder } from "../setup/places.mjs";
import type { Photo } from "./folder.ts";

export type Remembered = {
  url: string;
  scanId: string;
  name: string;
  createdAtMs: number;
  photos: { photoId: string; pass: number; name: string; sha256: string }[];
  job: { jobId: string; options: JobOptions } | null;
};

export class Memory {
  private readonly file: string;

  constructor(out: string) {
    this.file = join(ensureFolder(out), "scan.json");
  }

  read(): Remembered | null {
    try {
      return JSON.parse(readFileSync(this.file, "utf8")) as Remembered;
    } catch {
      return null;
    }
  }

  write(remembered: Remembered): void {
    writeFileSync(`${this.file}.part`, `${JSON.stringify(remembered, null, 2)}\n`);
    renameSync(`${this.file}.part`, this.file);
  }
}

/** Is this the memory of exactly these photos at this address? */
export function isOf(remembered: Remembered, url: string, photos: Photo[]): boolean {
  const key = (one: { pass: number; name: string; sha256: string }) => `${one.pass}/${one.name}/${one.sha256}`;
  const known = new Set(remembered.photos.map(key));
  return remembered.url === url && known.size === photos.length && photos.every((photo) => known.has(key(photo)));
}

export function freshMemory(url: string, name: string, photos: Photo[], nowMs: number): Remembered {
  return {
    url,
    scanId: crypto.randomUUID(),
    name,
    createdAtMs: nowMs,
    photos: photos.map(({ pass, name: photoName, sha256 }) => ({
      photoId: crypto.randomUUID(),
      pass,
      name: photoName,
      sha256,
    })),
    job: null,
  };
}
