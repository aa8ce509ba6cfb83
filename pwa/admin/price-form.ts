import type * as v from "valibot";
import type { adminPriceTableSchema } from "#contract/admin";
import { type PaidPlan, paidPlans } from "#contract/plan";
import { serviceWords } from "../i18n/service-words.ts";
import { formatPence, readPounds } from "../plan/money.ts";
import { t } from "./words.ts";

export type PriceTable = v.InferOutput<typeof adminPriceTableSchema>;
export type FieldName = `${PaidPlan}.${"price" | "models" | "day"}` | "overage";
export type Typed = Readonly<Record<string, string>>;
export type Wrong = Partial<Record<FieldName, string>>;

const p = t.prices;
const modelsMost = 1_000_000;

/** Pence as an amount that is typed: "29", "0.60". */
export const poundsOf = (pence: number): string => (pence % 100 === 0 ? String(pence / 100) : (pence / 100).toFixed(2));

export function typedOf(table: PriceTable): Typed {
  const typed: Record<string, string> = { overage: poundsOf(table.overagePencePerModel) };
  for (const plan of paidPlans) {
    const { pencePerMonth, modelsPerMonth, modelsPerDay } = table.plans[plan];
    typed[`${plan}.price`] = poundsOf(pencePerMonth);
    typed[`${plan}.models`] = String(modelsPerMonth);
    typed[`${plan}.day`] = modelsPerDay === null ? "" : String(modelsPerDay);
  }
  return typed;
}

function readModels(text: string): number | null {
  const n = Number(text.replaceAll(/[,\s]/g, ""));
  return /^[\d,\s]+$/.test(text.trim()) && Number.isInteger(n) && n >= 1 && n <= modelsMost ? n : null;
}

/** What was typed as a table, or what is wrong with each field. */
export function readTable(typed: Typed): { table: PriceTable } | { wrong: Wrong } {
  const wrong: Wrong = {};
  const read = (name: FieldName, value: number | null, unfit: string): number => {
    if (value === null) wrong[name] = unfit;
    return value ?? 0;
  };
  const termsOf = (plan: PaidPlan) => {
    const day = (typed[`${plan}.day`] ?? "").trim();
    return {
      pencePerMonth: read(`${plan}.price`, readPounds(typed[`${plan}.price`] ?? ""), p.poundsUnfit),
      modelsPerMonth: read(`${plan}.models`, readModels(typed[`${plan}.models`] ?? ""), p.modelsUnfit),
      modelsPerDay: day === "" ? null : read(`${plan}.day`, readModels(day), p.modelsUnfit),
    };
  };
  const plans = {
    starter: termsOf("starter"),
    professional: termsOf("professional"),
    enterprise: termsOf("enterprise"),
  };
  // A model for nothing beyond the quota would be no quota.
  const overage = readPounds(typed.overage ?? "");
  const overagePencePerModel = read("overage", overage === 0 ? null : overage, p.overageUnfit);
  if (Object.keys(wrong).length > 0) return { wrong };
  return { table: { currency: "gbp", plans, overagePencePerModel } };
}

/** Every difference in words, as it will be. */
export function changesOf(from: PriceTable, to: PriceTable): string[] {
  const changes: string[] = [];
  const note = (what: string, before: string, after: string) => {
    if (before !== after) changes.push(p.to(what, before, after));
  };
  const day = (n: number | null) => (n === null ? p.noLimit : String(n));
  for (const plan of paidPlans) {
    const [before, after] = [from.plans[plan], to.plans[plan]];
    const name = serviceWords.plan.names[plan];
    note(p.perMonth(name), formatPence(before.pencePerMonth), formatPence(after.pencePerMonth));
    note(p.models(name), String(before.modelsPerMonth), String(after.modelsPerMonth));
    note(p.day(name), day(before.modelsPerDay), day(after.modelsPerDay));
  }
  note(p.overage, formatPence(from.overagePencePerModel), formatPence(to.overagePencePerModel));
  return changes;
}
