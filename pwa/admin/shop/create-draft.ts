import { createSignal } from "solid-js";
import { createStore, unwrap } from "solid-js/store";
import * as v from "valibot";

export type Path = readonly (string | number)[];
export type Issue = { readonly type: string; readonly requirement: unknown };
const nameOf = (path: Path): string => path.join(".");

/** Something that is being written: fields put their values into it by path, and hear what is wrong with them. */
export function createDraft<Out extends object>(schema: v.GenericSchema<unknown, Out>, from: Out) {
  const [value, setValue] = createStore<{ of: Out }>({ of: structuredClone(from) });
  const [made, setMade] = createSignal(0);
  const [issues, setIssues] = createSignal<ReadonlyMap<string, Issue>>(new Map());
  // Paths are made of the value's own shape: the store's types cannot follow them.
  const set = setValue as unknown as (...path: unknown[]) => void;

  return {
    value: () => value.of,
    at: (path: Path): unknown =>
      path.reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], value.of),
    put(path: Path, to: unknown): void {
      set("of", ...path, to);
      // What was wrong with it is said again, if it still is, when it is read.
      setIssues((known) => new Map([...known].filter(([name]) => name !== nameOf(path))));
    },
    /** A list whose places now stand for others: fields that hold what was typed have to be made anew. */
    anew(path: Path, to: unknown): void {
      set("of", ...path, to);
      setMade(made() + 1);
    },
    made,
    /** An entry of a record. */
    drop: (path: Path) => set("of", ...path, undefined),
    issue: (path: Path): Issue | null => issues().get(nameOf(path)) ?? null,
    wrong: () => issues().size,
    /** What was written, or null: what is wrong then stands at its fields. */
    read(): Out | null {
      const parsed = v.safeParse(schema, structuredClone(unwrap(value).of));
      const found = parsed.success ? [] : parsed.issues;
      setIssues(
        new Map(
          found.map((issue) => [
            nameOf((issue.path ?? []).map(({ key }) => key as string | number)),
            { type: issue.type, requirement: issue.requirement },
          ]),
        ),
      );
      return parsed.success ? parsed.output : null;
    },
  };
}
export type Draft = Pick<ReturnType<typeof createDraft>, "at" | "put" | "issue">;
