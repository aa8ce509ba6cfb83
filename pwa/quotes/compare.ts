import type { QuoteAnswer } from "#contract/quoting";
import { serviceWords } from "../i18n/service-words.ts";
import type { Shop } from "../print/choice.ts";
import { chosenOf, deliveryOf } from "./choice-words.ts";

const t = serviceWords.quotes;

export interface ComparedRow {
  readonly name: string;
  /** One for each quote; null: that quote has nothing of the kind. */
  readonly values: readonly (string | null)[];
  readonly differs: boolean;
}

/** Setting by setting, what was chosen in each quote: parts stand beside each other in their order. */
export function compareChoices(answers: readonly QuoteAnswer[], shop: Shop): ComparedRow[] {
  const parts = Math.max(0, ...answers.map(({ quote }) => quote.lines.length));
  const rows: ComparedRow[] = [];
  for (let part = 0; part < parts; part++) {
    const columns = answers.map(({ quote }) => {
      const line = quote.lines[part];
      return new Map(line ? chosenOf(line, shop) : []);
    });
    rows.push(...rowsOf(columns, (name) => (parts === 1 ? name : t.partOf(name, part + 1))));
  }
  const columns = answers.map((answer) => new Map(deliveryOf(answer, shop)));
  return [...rows, ...rowsOf(columns, (name) => name)];
}

function rowsOf(columns: readonly ReadonlyMap<string, string>[], title: (name: string) => string): ComparedRow[] {
  const names = new Set(columns.flatMap((column) => [...column.keys()]));
  return [...names].map((name) => {
    const values = columns.map((column) => column.get(name) ?? null);
    return { name: title(name), values, differs: new Set(values).size > 1 };
  });
}
