/** Where a list, newest first, goes on: behind the row of that time and id. */
export interface PageCursor {
  readonly atMs: number;
  readonly id: string;
}

/** Where every list begins: before any row that there can be. */
export const firstPage: PageCursor = { atMs: Number.MAX_SAFE_INTEGER, id: "" };
