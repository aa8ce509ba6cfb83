import { missing } from "./fault.ts";
import { type Form, text, texts, whole } from "./form.ts";
import type { Customer, List } from "./objects.ts";
import type { World } from "./world.ts";

export const listOf = <T>(data: T[], url: string): List<T> => ({ object: "list", data, has_more: false, url });

/** Newest first, `limit` of them after or before one. */
export function page<T extends { id: string }>(all: T[], form: Form, url: string): List<T> {
  const newest = all.toReversed();
  const limit = Math.min(100, whole(form, "limit") ?? 10);
  const after = text(form, "starting_after");
  const before = text(form, "ending_before");
  const begin = after ? newest.findIndex((row) => row.id === after) + 1 : 0;
  const end = before ? newest.findIndex((row) => row.id === before) : newest.length;
  const from = before ? Math.max(begin, end - limit) : begin;
  const data = newest.slice(from, Math.min(end, from + limit));
  return { ...listOf(data, url), has_more: before ? from > begin : from + data.length < end };
}

const byPrefix = {
  cus: "customers",
  pm: "paymentMethods",
  prod: "products",
  price: "prices",
  sub: "subscriptions",
  sub_sched: "schedules",
  in: "invoices",
  pi: "paymentIntents",
  ch: "charges",
  clock: "clocks",
} as const;

function resolve(world: World, id: string): unknown {
  const prefix = id.slice(0, id.lastIndexOf("_"));
  const table = byPrefix[prefix as keyof typeof byPrefix];
  return table ? (world.state[table][id] ?? id) : id;
}

/** Puts objects where ids are, for each path of `expand`. */
export function expand(world: World, answer: object, form: Form): object {
  const paths = texts(form, "expand");
  if (paths.length === 0) return answer;
  const copy = structuredClone(answer);
  for (const path of paths) expandPath(world, copy, path.split("."));
  return copy;
}

function expandPath(world: World, at: unknown, path: string[]): void {
  const [key, ...rest] = path;
  if (key === undefined || typeof at !== "object" || at === null) return;
  if (Array.isArray(at)) {
    for (const one of at) expandPath(world, one, path);
    return;
  }
  const record = at as Record<string, unknown>;
  const value = record[key];
  if (typeof value === "string") record[key] = structuredClone(resolve(world, value));
  expandPath(world, record[key], rest);
}

export function find<T>(table: Record<string, T>, id: string, what: string, status = 404): T {
  const found = Object.hasOwn(table, id) ? table[id] : undefined;
  if (found === undefined) throw missing(what, id, status);
  return found;
}

export function liveCustomer(world: World, id: string, status = 400): Customer {
  const customer = find(world.state.customers, id, "customer", status);
  if (customer.deleted) throw missing("customer", id, status);
  return customer;
}
