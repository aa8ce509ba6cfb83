/** The room's door: types.ts tells what goes in and out, README.md how it judges. */

export { photosLeast as photosForVerdictLeast } from "./set/chances.ts";
export { createSetJudge, type Evidence, measuresOf, type SetJudge, verdictOf } from "./set/judge.ts";
export { setSentence } from "./set/sentence.ts";
