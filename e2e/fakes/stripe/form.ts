import { invalid } from "./fault.ts";

/** `a[b][0][c]=d` as nested objects; lists have the keys 0, 1, 2 … */
export type Form = { [key: string]: string | Form };

export function parseForm(text: string): Form {
  const form: Form = Object.create(null);
  for (const [name, value] of new URLSearchParams(text)) {
    const path = name.split(/\[|\]/).filter((part) => part !== "");
    let at = form;
    for (const part of path.slice(0, -1)) {
      let next = at[part];
      if (typeof next !== "object") {
        next = Object.create(null) as Form;
        at[part] = next;
      }
      at = next;
    }
    const last = path.at(-1) ?? name;
    // `expand[]=a&expand[]=b`: a name without an index is a list as well.
    at[name.endsWith("[]") ? String(Object.keys(at).length) : last] = value;
  }
  return form;
}

export function text(form: Form, name: string): string | undefined {
  const value = form[name];
  return typeof value === "string" ? value : undefined;
}

export function needed(form: Form, name: string): string {
  const value = text(form, name);
  if (!value) throw invalid(`Missing required param: ${name}.`, name, "parameter_missing");
  return value;
}

export function whole(form: Form, name: string): number | undefined {
  const value = text(form, name);
  if (value === undefined || value === "") return undefined;
  if (!/^-?\d{1,15}$/.test(value)) throw invalid(`Invalid integer: ${value}`, name, "parameter_invalid_integer");
  return Number(value);
}

export function flag(form: Form, name: string): boolean | undefined {
  const value = text(form, name);
  if (value === undefined) return undefined;
  if (value !== "true" && value !== "false") throw invalid(`Invalid boolean: ${value}`, name);
  return value === "true";
}

export function part(form: Form, name: string): Form {
  const value = form[name];
  return typeof value === "object" ? value : {};
}

export function rows(form: Form, name: string): Form[] {
  return Object.values(part(form, name)).filter((row): row is Form => typeof row === "object");
}

export function texts(form: Form, name: string): string[] {
  return Object.values(part(form, name)).filter((value): value is string => typeof value === "string");
}

/** Keys given as "" are taken away, as in Stripe. */
export function mergeMetadata(before: Record<string, string>, form: Form): Record<string, string> {
  const merged = { ...before };
  for (const [key, value] of Object.entries(part(form, "metadata"))) {
    if (value === "") delete merged[key];
    else if (typeof value === "string") merged[key] = value;
  }
  return merged;
}
