import { type SQL, sql } from "drizzle-orm";

/** Where a list goes on: after the row of this time and id. */
export interface Cursor {
  readonly atMs: number;
  readonly id: string;
}

/** Whether one of the columns holds the text, in capitals or not. (D1 allows LIKE only short patterns.) */
export const holds = (text: string, columns: readonly string[]): SQL =>
  sql`(${sql.join(
    columns.map((column) => sql`instr(lower(${sql.raw(column)}), lower(${text})) > 0`),
    sql` OR `,
  )})`;
