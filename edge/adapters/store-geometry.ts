import type { Mesh } from "#quote/mesh/mesh";
import { stlBytes, stlPieces } from "../domain/quoting/write-stl.ts";
import { toHex } from "./digest.ts";

/** Writes a part as STL, piece by piece: once for its hash, once for the store, which checks it. */
export async function storeGeometry(
  files: R2Bucket,
  key: string,
  mesh: Mesh,
): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const digest = new crypto.DigestStream("SHA-256");
  await pour(mesh, digest);
  const sha256 = toHex(await digest.digest);
  const bytes = stlBytes(mesh);
  const { readable, writable } = new FixedLengthStream(bytes);
  await Promise.all([
    files.put(key, readable, { sha256, httpMetadata: { contentType: "model/stl" } }),
    pour(mesh, writable),
  ]);
  return { sha256, bytes };
}

async function pour(mesh: Mesh, into: WritableStream<ArrayBuffer | ArrayBufferView>): Promise<void> {
  const writer = into.getWriter();
  for (const piece of stlPieces(mesh)) await writer.write(piece);
  await writer.close();
}
