import { createSignal } from "solid-js";
import { words } from "../i18n/words.ts";

/** An organisation's look, worn while its workspace is open; null: Caliper's own. */
export type Worn = { readonly name: string; readonly logoUrl: string | null };

const [worn, setWorn] = createSignal<Worn | null>(null);

export { setWorn, worn };

export const appName = (): string => worn()?.name ?? words.app.name;
