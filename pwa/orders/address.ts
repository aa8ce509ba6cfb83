import * as v from "valibot";
import { type ShippingAddress, shippingAddressSchema } from "#contract/order";
import { serviceWords } from "../i18n/service-words.ts";

const t = serviceWords.orders.form.wrong;

type Text = (name: AddressField) => string;
export const addressFields = ["name", "line1", "line2", "city", "region", "postcode", "email", "vatId"] as const;
export type AddressField = (typeof addressFields)[number];
/** What was typed so far. */
export type AddressDraft = Partial<Record<AddressField, string | undefined>>;
export type AddressWrong = Partial<Record<AddressField, string>>;

const optional: ReadonlySet<AddressField> = new Set(["line2", "region", "vatId"]);

/** What was typed, as an address of the quote's country; or what is wrong, field by field. */
export function readAddress(
  typed: Text,
  country: string,
): { ok: true; address: ShippingAddress } | { ok: false; wrong: AddressWrong } {
  const given = addressFields.flatMap((name) => {
    const text = typed(name).trim();
    return text === "" && optional.has(name) ? [] : [[name, text] as const];
  });
  const parsed = v.safeParse(shippingAddressSchema, { ...Object.fromEntries(given), country });
  if (parsed.success) return { ok: true, address: parsed.output };
  const wrong: AddressWrong = {};
  for (const issue of parsed.issues) {
    const name = addressFields.find((one) => one === issue.path?.[0]?.key);
    if (name && wrong[name] === undefined) wrong[name] = wordOf(issue);
  }
  return { ok: false, wrong };
}

function wordOf({ type, requirement, input, message }: v.BaseIssue<unknown>): string {
  if (input === "" || input === undefined) return t.missing;
  if (message === "a VAT id") return t.vatId;
  if (type === "max_length") return t.long(Number(requirement));
  return type === "email" ? t.email : t.unfit;
}
