import { database } from "../app/services.ts";
import { makeTransfer } from "../server/transfer.ts";
import { makeWays } from "../server/way.ts";

export const transfer = makeTransfer(makeWays(database));
