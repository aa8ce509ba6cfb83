/** Where a list, newest first, goes on: behind the row of that time and id. */
export interface PageCursor {
  readonly atMs: number;
  readonly id: string;
}
