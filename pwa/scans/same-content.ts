import { createMemo } from "solid-js";
import type { ResultLink } from "./results.ts";

/** A link that changes only when its bytes do: each view brings newly signed addresses for the same file. */
export function sameContent(link: () => ResultLink | null): () => ResultLink | undefined {
  return createMemo(() => link() ?? undefined, undefined, { equals: (a, b) => a?.sha256 === b?.sha256 });
}
