import { useSearchParams } from "@solidjs/router";

/** Filters stand in the address: a filtered list can be sent on, and Back goes back to it. */
export function createFilters<Name extends string>(names: readonly Name[]) {
  const [query, setQuery] = useSearchParams();
  const of = (name: Name): string => {
    const value = query[name];
    return typeof value === "string" ? value : "";
  };
  const asQuery = (): string => {
    const set = names.filter((name) => of(name) !== "");
    return new URLSearchParams(set.map((name) => [name, of(name)])).toString();
  };
  return {
    of,
    /** Without a question mark; empty where nothing is filtered. */
    asQuery,
    set: (change: Partial<Record<Name, string>>) => setQuery(change, { replace: true }),
    path: (base: string, limit = 25) => [`${base}?limit=${limit}`, asQuery()].filter(Boolean).join("&"),
    csv: (base: string) => [`/api/v1${base}`, asQuery()].filter(Boolean).join("?"),
  };
}
