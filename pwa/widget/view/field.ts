import { el } from "../el.ts";

export interface Option {
  readonly value: string;
  readonly text: string;
  readonly disabled: boolean;
  readonly group: string;
}

export const options = {
  of: (value: string, text: string, disabled = false, group = ""): Option => ({ value, text, disabled, group }),
};

/** A choice of one, with its label. Its options are made anew only when they are others. */
export function field(id: string, label: string, onPick: (value: string) => void) {
  const select = el("select", { id, onchange: () => onPick(select.value) });
  const root = el("div", { class: "field" }, el("label", { for: id }, label), select);
  let shown = "";
  return {
    root,
    set(all: readonly Option[], value: string): void {
      const now = JSON.stringify(all);
      if (now !== shown) {
        shown = now;
        select.replaceChildren(...inGroups(all));
      }
      if (select.value !== value) select.value = value;
    },
  };
}

function inGroups(all: readonly Option[]): Node[] {
  const groups = [...new Set(all.map(({ group }) => group))];
  const inGroup = (name: string) =>
    all
      .filter(({ group }) => group === name)
      .map(({ value, text, disabled }) => el("option", { value, disabled }, text));
  if (groups.length < 2) return groups.flatMap(inGroup);
  return groups.map((label) => el("optgroup", { label }, ...inGroup(label)));
}
