import { type SQL, sql } from "drizzle-orm";

/** Whether one of the columns holds the text, in capitals or not. (D1 allows LIKE only short patterns.) */
export const holds = (text: string, columns: readonly string[]): SQL =>
  sql`(${sql.join(
    columns.map((column) => sql`instr(lower(${sql.raw(column)}), lower(${text})) > 0`),
    sql` OR `,
  )})`;
