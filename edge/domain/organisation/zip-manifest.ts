import * as v from "valibot";
import { shownText } from "../photo-name.ts";
import { parseCsv } from "./csv.ts";

const manifestSchema = v.object({
  sets: v.array(v.object({ folder: v.string(), name: v.string() })),
});

/** Names of sets by their folder: `{"sets": [{"folder", "name"}]}`, or CSV with the columns folder and name. Null: neither. */
export function readManifest(path: string, text: string): ReadonlyMap<string, string> | null {
  const rows = /\.json$/i.test(path) ? fromJson(text) : fromCsv(text);
  return rows && new Map(rows.map(({ folder, name }) => [folder.replace(/\/$/, ""), name]));
}

function fromJson(text: string): { folder: string; name: string }[] | null {
  try {
    const parsed = v.safeParse(manifestSchema, JSON.parse(text));
    return parsed.success ? parsed.output.sets : null;
  } catch {
    return null;
  }
}

function fromCsv(text: string): { folder: string; name: string }[] | null {
  const [head, ...rows] = parseCsv(text);
  const columns = head?.map((c) => c.trim().toLowerCase()) ?? [];
  const folderAt = columns.indexOf("folder");
  const nameAt = columns.indexOf("name");
  if (folderAt < 0 || nameAt < 0) return null;
  return rows.map((r) => ({ folder: r[folderAt]?.trim() ?? "", name: r[nameAt] ?? "" }));
}

/** A set's name: the manifest's, else its folder's, fit to be shown. */
export const setName = (folder: string, names: ReadonlyMap<string, string> | null): string =>
  (shownText(names?.get(folder) ?? "") || shownText(folder) || "Scan").slice(0, 120);
