// docs/ERRORS.md is made from the contract's record of problems: `node_modules/.bin/node scripts/errors-page.ts`.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { problems } from "#contract/problem";
import { root } from "./setup/places.mjs";

export const errorsPage = join(root, "docs/ERRORS.md");

const again = { now: "yes, at once", later: "yes, later", never: "no" };

export function renderErrorsPage(): string {
  const sections = Object.entries(problems).map(
    ([code, { status, title, retry, todo }]) =>
      `## ${code}\n${title}. Status ${status}; trying the same again may help: ${again[retry]}.\n\nWhat to do: ${todo}\n`,
  );
  const head =
    "# Problems, by code\nMade from `edge/contract/problem.ts`; change that file, then run " +
    "`npm run errors-page`. On the wire each is `application/problem+json` (RFC 9457) with `code`, `retry`, `todo` " +
    "and, where there is one, `requestId`. Reports and the worker's answers use the same codes.\n";
  return `${[head, ...sections].join("\n")}`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(errorsPage, renderErrorsPage());
