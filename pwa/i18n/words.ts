import { en } from "./en.ts";

/** Everything people read, in one place. A second language is a second record of this type, chosen here. */
export type Words = typeof en;
export const words: Words = en;
