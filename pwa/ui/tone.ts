/** What a state means, before it is read. */
export type Tone = "plain" | "blue" | "good" | "warn" | "bad";
