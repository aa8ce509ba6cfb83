import type * as v from "valibot";
import * as access from "#contract/access";
import * as admin from "#contract/admin";
import * as batch from "#contract/batch";
import * as billing from "#contract/billing";
import * as identity from "#contract/identity";
import * as ids from "#contract/ids";
import * as job from "#contract/job";
import * as jobWords from "#contract/job-words";
import * as materialCatalogue from "#contract/material-catalogue";
import * as meshCheck from "#contract/mesh-check";
import * as notice from "#contract/notice";
import * as order from "#contract/order";
import * as organisation from "#contract/organisation";
import * as photo from "#contract/photo";
import * as plan from "#contract/plan";
import * as priceBook from "#contract/price-book";
import * as printSettings from "#contract/print-settings";
import * as privacy from "#contract/privacy";
import * as problem from "#contract/problem";
import * as quote from "#contract/quote";
import * as quoting from "#contract/quoting";
import * as rebuild from "#contract/rebuild";
import * as report from "#contract/report";
import * as scan from "#contract/scan";
import * as webhook from "#contract/webhook";
import * as widget from "#contract/widget";

type Schema = v.GenericSchema;
const contractModules: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  ...{ access, admin, batch, billing, identity, ids, job, notice, order, organisation },
  ...{ photo, plan, privacy, problem, rebuild, report, scan, webhook, widget, "job-words": jobWords },
  ...{ "material-catalogue": materialCatalogue, "mesh-check": meshCheck, "price-book": priceBook },
  ...{ "print-settings": printSettings, quote, quoting },
};

const pascal = (text: string): string =>
  text.replaceAll(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && "kind" in value && value.kind === "schema";

/** Every schema of the contract under the name it has there: `scanViewSchema` is `ScanView`. */
export function contractSchemas(): Map<Schema, string> {
  // Ids of all kinds are one schema.
  const names = new Map<Schema, string>([[ids.uuidSchema, "Uuid"]]);
  const taken = new Set<string>(names.values());
  for (const [module, exported] of Object.entries(contractModules)) {
    for (const [name, value] of Object.entries(exported)) {
      if (!name.endsWith("Schema") || !isSchema(value) || names.has(value)) continue;
      const short = pascal(name.replace(/Schema$/, ""));
      const unique = taken.has(short) ? `${pascal(module)}${short}` : short;
      taken.add(unique);
      names.set(value, unique);
    }
  }
  return names;
}
