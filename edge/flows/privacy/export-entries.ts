import { asc, eq } from "drizzle-orm";
import type { ExportContents } from "#contract/privacy";
import { toHex } from "../../adapters/digest.ts";
import type { Db } from "../../db/client.ts";
import { type ExportRow, nextScanId, ownRows, scanRecord } from "../../db/exports.ts";
import { jobsOfScan } from "../../db/jobs.ts";
import { ownTables } from "../../db/own-tables.ts";
import { photos } from "../../db/schema.ts";
import { rangeOfPart } from "../../domain/privacy/cut-export.ts";
import { photoKey, resultKey } from "../../domain/storage-keys.ts";

/** One file of the zip, as client-zip takes it: it is read only when its turn has come. */
export interface ZipEntry {
  readonly name: string;
  readonly input: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>;
  readonly lastModified: Date;
}

interface Stored {
  readonly path: string;
  readonly key: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly atMs: number;
}

/** What a part holds, file after file; each stored one is opened only when the one before is through. */
export class ExportPart {
  private readonly contents: ExportContents;
  private readonly range: { from: string; before: string | null };
  private readonly madeAt: Date;
  private readonly db: Db;
  private readonly files: R2Bucket;
  private readonly row: ExportRow;

  constructor(db: Db, files: R2Bucket, row: ExportRow, part: number) {
    const range = rangeOfPart(row.cuts, part);
    if (!range) throw new Error(`no part ${part}`);
    this.range = range;
    this.db = db;
    this.files = files;
    this.row = row;
    this.madeAt = new Date(row.createdAtMs);
    this.contents = { exportId: row.exportId, part, parts: row.cuts.length + 1, files: [], missing: [] };
  }

  async *entries(): AsyncGenerator<ZipEntry> {
    if (this.contents.part === 1) yield* this.records();
    let after = { scanId: this.range.from, include: true };
    for (;;) {
      const scanId = await nextScanId(this.db, this.row.ownerId, after, this.range.before);
      if (scanId === null) break;
      yield* this.scan(scanId);
      after = { scanId, include: false };
    }
    yield { name: "contents.json", lastModified: this.madeAt, input: textOf(JSON.stringify(this.contents, null, 1)) };
  }

  private async *records(): AsyncGenerator<ZipEntry> {
    for (const table of ownTables) {
      if (table.file === null) continue;
      yield this.json(`records/${table.file}.json`, jsonArray(ownRows(this.db, table, this.row.ownerId)));
    }
  }

  private async *scan(scanId: string): AsyncGenerator<ZipEntry> {
    const record = await scanRecord(this.db, scanId);
    yield this.json(`scans/${scanId}/scan.json`, textOf(JSON.stringify(record, null, 1)));
    for (const file of [...(await this.photosOf(scanId)), ...(await this.resultsOf(scanId))]) yield* this.stored(file);
  }

  private async photosOf(scanId: string): Promise<Stored[]> {
    const rows = await this.db.select().from(photos).where(eq(photos.scanId, scanId)).orderBy(asc(photos.pass));
    return rows.map(({ pass, photoId, name, format, sha256, bytes, takenAtMs, receivedAtMs }) => {
      // Names come from phones and may be there twice; the id makes each one's own.
      const stem = name
        .replace(/\.\w+$/, "")
        .replaceAll(/[^\p{L}\p{N}._ -]/gu, "_")
        .slice(0, 80);
      const path = `scans/${scanId}/photos/${pass}/${stem} ${photoId.slice(0, 8)}.${format === "jpeg" ? "jpg" : format}`;
      return { path, key: photoKey(scanId, sha256), bytes, sha256, atMs: takenAtMs ?? receivedAtMs };
    });
  }

  private async resultsOf(scanId: string): Promise<Stored[]> {
    const known = await jobsOfScan(this.db, scanId);
    return known.flatMap(({ row, job }) => {
      const { winner, output } = job;
      if (winner === null || row.filesDeletedAtMs !== null) return [];
      return (output?.files ?? []).map(({ name, bytes, sha256 }) => {
        const path = `scans/${scanId}/results/${row.jobId}/${name}`;
        return { path, key: resultKey(row.jobId, winner, name), bytes, sha256, atMs: job.endedAtMs ?? 0 };
      });
    });
  }

  private async *stored({ path, key, bytes, sha256, atMs }: Stored): AsyncGenerator<ZipEntry> {
    const object = await this.files.get(key);
    if (!object) {
      this.contents.missing.push(path);
      return;
    }
    yield { name: path, input: object.body, lastModified: new Date(Math.max(atMs, dosEpochMs)) };
    this.contents.files.push({ path, bytes, sha256 });
  }

  /** A record is hashed while it passes by. */
  private json(path: string, pieces: AsyncIterable<Uint8Array>): ZipEntry {
    const { files } = this.contents;
    async function* hashed(): AsyncGenerator<Uint8Array> {
      const digest = new crypto.DigestStream("SHA-256");
      const writer = digest.getWriter();
      let bytes = 0;
      for await (const piece of pieces) {
        await writer.write(piece);
        bytes += piece.byteLength;
        yield piece;
      }
      await writer.close();
      files.push({ path, bytes, sha256: toHex(await digest.digest) });
    }
    return { name: path, input: hashed(), lastModified: this.madeAt };
  }
}

/** Zip files know no time before. */
const dosEpochMs = Date.UTC(1980, 0, 2);
const encoder = new TextEncoder();

async function* textOf(text: string): AsyncGenerator<Uint8Array> {
  yield encoder.encode(text);
}

async function* jsonArray(rows: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  let before = "[";
  for await (const row of rows) {
    yield encoder.encode(`${before}\n${JSON.stringify(row)}`);
    before = ",";
  }
  yield encoder.encode(before === "[" ? "[]\n" : "\n]\n");
}
