/** The room's door: types.ts tells what goes in and out, README.md how it judges. */

export type { AtHand } from "./set/agenda.ts";
export { photosLeast as photosForVerdictLeast } from "./set/chances.ts";
export { createSetJudge, measuresOf, type SetJudge, verdictOf } from "./set/judge.ts";
export type { Evidence } from "./set/pass.ts";
export { setSentence } from "./set/sentence.ts";
