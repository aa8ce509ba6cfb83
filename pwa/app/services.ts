import { makeDatabase } from "../device/database.ts";
import { startKeeping } from "../device/keeping.ts";
import { makeOutbox } from "../outbox/outbox.ts";
import { startSending } from "../outbox/triggers.ts";

/** Chosen once: this page's database, its outbox, and what keeps it sending. */
export const database = makeDatabase();
export const outbox = makeOutbox(database);
export const sending = startSending(outbox);
startKeeping(outbox);
