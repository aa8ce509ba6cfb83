import type { FileUnit } from "#contract/print-settings";
import type { Mesh } from "./mesh.ts";

export interface ReadPart {
  mesh: Mesh;
  /** As the file says; null where its format has no word for it. */
  unit: FileUnit | null;
  /** Bytes behind the last triangle, not read. */
  trailingBytes: number;
}

/** A file is pushed piece by piece; `end` gives the part or throws a MeshProblem. */
export interface PartReader {
  push(bytes: Uint8Array): void;
  end(): ReadPart;
}
