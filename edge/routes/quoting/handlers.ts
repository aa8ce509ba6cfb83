import type { Context } from "hono";
import type { quoteOperations } from "#contract/api/quotes";
import type { App } from "../app-types.ts";
import * as parts from "./parts.ts";
import * as quotes from "./quotes.ts";
import * as shop from "./shop.ts";

export const quotingHandlers: Record<keyof typeof quoteOperations, (c: Context<App>) => Promise<Response>> = {
  ...{ uploadStl: parts.uploadStl, listParts: parts.listPartsRoute, putPart: parts.putPart },
  ...{ putPartPiece: parts.putPartPiece, completePart: parts.completePartRoute, getPart: parts.getPart },
  getPartGeometry: parts.getPartGeometry,
  ...{ partFromScan: parts.partFromScanRoute, patchPart: parts.patchPart, deletePart: parts.deletePartRoute },
  ...quotes,
  listQuotes: quotes.listQuotesRoute,
  ...shop,
};
