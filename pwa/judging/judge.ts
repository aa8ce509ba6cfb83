/** The room's door: see types.ts for what goes in and out, README.md for how it judges. */
export { createSetJudge, type SetJudge } from "./set/judge.ts";
export { setSentence } from "./set/sentence.ts";
