// Files made from other files must be as they would be made now.
import { existsSync, readFileSync } from "node:fs";
import { errorsPage, renderErrorsPage } from "../../errors-page.ts";
import { pinnedNode } from "../../setup/places.mjs";
import { one, together } from "../part.ts";
import { runTool } from "../tool.ts";

export async function drift() {
  const contract = await runTool({ log: "contract", program: pinnedNode, args: ["scripts/contract.mjs", "--check"] });
  const page = existsSync(errorsPage) ? readFileSync(errorsPage, "utf8") : "";
  return together([
    one("the worker's models are made from the contract", contract.ok, contract.output),
    one("docs/ERRORS.md lists the problems", page === renderErrorsPage(), "Run `npm run errors-page`."),
  ]);
}
